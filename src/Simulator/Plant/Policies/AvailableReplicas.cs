using Loadline.Placement.Scheduling;

namespace Loadline.Simulator.Plant.Policies;

/// <summary>Division by room as Karmada does it: once, and the replicas of a member that is down again by room after half a minute.</summary>
internal sealed class AvailableReplicas : IReplicaPolicy
{
    private const double FailureSeconds = 24;

    private int[]? _held;
    private double[] _down = [];

    public string Name => "AvailableReplicas (steady)";

    public double Period => 10;

    public bool Decide(in PlantView view, Span<int> target, Span<bool> drain)
    {
        var n = view.Count;
        var (votes, topology) = (new long[n], view.Plant.Topology);
        if (_held is null)
        {
            (_held, _down) = (new int[n], new double[n]);
            for (var i = 0; i < n; i++) votes[i] = topology.Cap(i);
            Webster.Allocate(votes, _held, topology.Replicas, largerNameFirst: false);
            _held.CopyTo(target);
            return true;
        }

        for (var i = 0; i < n; i++)
        {
            _down[i] = view.Healthy[i] ? 0 : _down[i] > 0 ? _down[i] : view.Time;
            if (_down[i] <= 0 || view.Time - _down[i] <= FailureSeconds || _held[i] == 0) continue;
            var caps = new int[n];
            for (var k = 0; k < n; k++) votes[k] = view.Healthy[k] ? Math.Max(0, topology.Cap(k) - _held[k]) : 0;
            for (var k = 0; k < n; k++) caps[k] = _held[k] + (int)votes[k];
            var lost = _held[i];
            _held[i] = 0;
            caps[i] = 0;
            var added = new int[n];
            for (var k = 0; k < n; k++) caps[k] -= _held[k];
            Webster.Allocate(votes, added, lost, largerNameFirst: false, caps);
            for (var k = 0; k < n; k++) _held[k] += added[k];
            _held.CopyTo(target);
            return true;
        }

        return false;
    }
}
