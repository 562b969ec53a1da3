using Loadline.Operator.Guarding;

namespace Loadline.Operator.Tests.Guarding;

/// <summary>A member that executes and reports late, in the ways in which real controllers do.</summary>
internal sealed class SimulatedMember(bool ordered)
{
    private readonly List<bool> _pods = [];
    private int _reportedReady;
    private int _reportedExisting;
    private bool _upToDate = true;
    private bool _reachable = true;

    // The fewest replicas asked for since the controller acted last: it may act on any of them.
    private int _least;

    public int Applied { get; private set; }

    public MemberReplicas Known => new()
    {
        Applied = Applied,
        Ready = _reportedReady,
        Existing = _reportedExisting,
        Fresh = _reachable,
        UpToDate = _upToDate,
        LosesNotReadyFirst = !ordered,
    };

    /// <summary>Ready pods that will be left once the worst of what was asked for has happened.</summary>
    public int ReadyInTheEnd => ordered ? _pods.Take(_least).Count(ready => ready) : Math.Min(_pods.Count(ready => ready), _least);

    public void Apply(int replicas)
    {
        if (replicas == Applied) return;
        Applied = replicas;
        _least = Math.Min(_least, replicas);
        _upToDate = false;
    }

    /// <summary>The controller does what was asked for and reports it.</summary>
    public void Act()
    {
        if (!_reachable) return;
        Truncate(_least);
        while (_pods.Count < Applied) _pods.Add(false);
        _least = Applied;
        Report();
        _upToDate = true;
    }

    /// <summary>The controller reports a lowering as observed, with the pods that it is only about to delete.</summary>
    public void ObserveOnly()
    {
        if (!_reachable || _least != Applied || _pods.Count < Applied) return;
        Report();
        _upToDate = true;
    }

    public void BecomeReady(int pod)
    {
        if (_pods.Count > 0) _pods[pod % _pods.Count] = true;
        Report();
    }

    public void Crash(int pod)
    {
        if (_pods.Count > 0) _pods[pod % _pods.Count] = false;
        Report();
    }

    public void Vanish() => _reachable = false;

    public void Return()
    {
        _reachable = true;
        Report();
    }

    public void AllBecomeReady()
    {
        for (var i = 0; i < _pods.Count; i++) _pods[i] = true;
        Report();
    }

    private void Truncate(int replicas)
    {
        while (_pods.Count > replicas)
        {
            var victim = ordered ? -1 : _pods.IndexOf(false);
            _pods.RemoveAt(victim < 0 ? _pods.Count - 1 : victim);
        }
    }

    private void Report()
    {
        if (!_reachable) return;
        _reportedReady = _pods.Count(ready => ready);
        _reportedExisting = _pods.Count;
    }
}
