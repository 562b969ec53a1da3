using Loadline.Operator.Guarding;

namespace Loadline.Operator.Tests.Guarding;

/// <summary>What can happen to a fleet.</summary>
internal enum FleetEvent
{
    Decide,
    Act,
    ObserveOnly,
    BecomeReady,
    Crash,
    Vanish,
    Return,
    Replan,
}

/// <summary>A fleet that starts as planned and ready: what the policy allows, how the kind loses pods, what is planned first.</summary>
internal sealed record FleetSetup(int MinReadyPercent, int Surge, bool Ordered, int Total, int PlanSeed);

/// <summary>Members, a plan for them, and the guard in between.</summary>
internal sealed class SimulatedFleet
{
    public const int Members = 4;
    public const int MaxTotal = 20;

    private readonly SimulatedMember[] _members;
    private int[] _plan = [];

    public SimulatedFleet(FleetSetup setup)
    {
        _members = [.. Enumerable.Range(0, Members).Select(_ => new SimulatedMember(setup.Ordered))];
        Limits = new(setup.Total, setup.MinReadyPercent, setup.Surge);
        Plan(setup.PlanSeed);
        for (var i = 0; i < Members; i++) _members[i].Apply(_plan[i]);
        Recover();
    }

    public MoveLimits Limits { get; private set; }

    public int ReadyInTheEnd => _members.Sum(member => member.ReadyInTheEnd);

    public int AppliedWithinReach => _members.Where(member => member.Known.Fresh).Sum(member => member.Applied);

    public bool IsAsPlanned => _members.Select(member => member.Applied).SequenceEqual(_plan);

    public void Happen(FleetEvent what, int member, int argument)
    {
        switch (what)
        {
            case FleetEvent.Decide: Decide(member); break;
            case FleetEvent.Act: _members[member].Act(); break;
            case FleetEvent.ObserveOnly: _members[member].ObserveOnly(); break;
            case FleetEvent.BecomeReady: _members[member].BecomeReady(argument); break;
            case FleetEvent.Crash: _members[member].Crash(argument); break;
            case FleetEvent.Vanish: _members[member].Vanish(); break;
            case FleetEvent.Return: _members[member].Return(); break;
            default:
                // Every third change of plan also changes the total.
                if (argument % 3 == 0) Limits = Limits with { Total = 1 + (argument % MaxTotal) };
                Plan(argument);
                break;
        }
    }

    /// <summary>Every member answers, does what it was told, and all its pods become ready.</summary>
    public void Recover()
    {
        foreach (var member in _members)
        {
            member.Return();
            member.Act();
            member.AllBecomeReady();
        }
    }

    /// <summary>One decision for each member, then everything asked for comes true.</summary>
    public void Round()
    {
        for (var i = 0; i < Members; i++) Decide(i);
        Recover();
    }

    private void Decide(int member)
    {
        var limits = Limits;
        _members[member].Apply(ReplicaGuard.Decide(in limits, [.. _members.Select(each => each.Known)], member, _plan[member]).Replicas);
    }

    private void Plan(int seed)
    {
        var random = new Random(seed);
        _plan = new int[Members];
        for (var i = 0; i < Limits.Total; i++) _plan[random.Next(Members)]++;
    }
}
