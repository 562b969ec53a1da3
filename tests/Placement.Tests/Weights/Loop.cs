using Loadline.Placement.Weights;

namespace Loadline.Placement.Tests.Weights;

/// <summary>A loop with a clock, whose decisions are carried out at once: what it decides is assigned and ready before the next one.</summary>
internal sealed class Loop
{
    public Loop(int replicas, params string[] names)
    {
        Snapshot = new WeightSnapshot(names) { Replicas = replicas };
        for (var i = 0; i < names.Length; i++)
        {
            Snapshot.Members[i].Cap = 1_000;
            Snapshot.Members[i].Cores = 64;
            Snapshot.Members[i].NodeCpu = 0.3;
            Snapshot.SetRtt(0, i, 10);
        }
    }

    public WeightSnapshot Snapshot { get; }

    public WeightState State { get; set; } = new();

    public WeightSpec Spec { get; set; } = WeightSpec.Default;

    public TimeSpan Now { get; set; } = TimeSpan.FromSeconds(1000);

    public WeightDecision Last { get; private set; } = null!;

    /// <summary>Members whose samples stay away.</summary>
    public HashSet<int> Silent { get; } = [];

    public int[] Desired => [.. Last.Members.Select(row => row.Desired)];

    public WeightDecision Decide()
    {
        for (var i = 0; i < Snapshot.Names.Length; i++)
        {
            if (Silent.Contains(i)) continue;
            Snapshot.Members[i].LoadTime = Snapshot.Members[i].RttTime = Now;
        }

        return Last = WeightLoop.Decide(State, Snapshot, Spec, Now);
    }

    /// <summary>Decides every two seconds for a while.</summary>
    /// <returns>Replicas that moved.</returns>
    public int Run(double seconds, Action<WeightSnapshot>? measure = null)
    {
        var moved = 0;
        for (var end = Now + TimeSpan.FromSeconds(seconds); Now < end; Now += TimeSpan.FromSeconds(2))
        {
            measure?.Invoke(Snapshot);
            Decide();
            moved += Last.Moves;
            for (var i = 0; i < Snapshot.Names.Length; i++) Snapshot.Members[i].Assigned = Snapshot.Members[i].Ready = Last.Members[i].Desired;
        }

        return moved;
    }
}
