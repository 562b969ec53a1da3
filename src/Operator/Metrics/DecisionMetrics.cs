using System.Diagnostics.Metrics;
using Loadline.Operator.Matching;
using Loadline.Placement.Scheduling;

namespace Loadline.Operator.Metrics;

/// <summary>How often was decided, what came of it, and how many replicas moved.</summary>
internal sealed class DecisionMetrics
{
    /// <summary>Reason of a move that waits for one of the policy's windows.</summary>
    public const string OutsideWindow = "MoveWindow";

    private readonly Counter<long> _decisions;
    private readonly Counter<long> _moves;
    private readonly Counter<long> _held;
    private readonly Histogram<double> _duration;

    public DecisionMetrics(Meter meter)
    {
        _decisions = meter.CreateCounter<long>("loadline_decisions_total", description: "Placement decisions by mode and result: Enforce or Preview, and with measured weights the state of the world");
        _moves = meter.CreateCounter<long>("loadline_replica_moves_total", description: "Replicas that a decision took from one member and gave to another");
        _held = meter.CreateCounter<long>("loadline_moves_held_total", description: "Moves that were not made yet, by reason; counted when the reason appears, not while it lasts");
        _duration = meter.CreateHistogram(
            "loadline_decision_seconds", "s", "Length of a placement decision",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 1e-2, 5e-2, .1, 1] });
    }

    public void Took(TimeSpan elapsed) => _duration.Record(elapsed.TotalSeconds);

    public void Decided(Policy policy, string reason) => _decisions.Add(1, new("mode", policy.Spec.Mode ?? Crds.PolicyMode.Enforce), new("reason", reason));

    /// <summary>Counts a decision by measured weights.</summary>
    public void Decided(string mode, string reason) => _decisions.Add(1, new("mode", mode), new("reason", reason));

    public void Held(string reason) => _held.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Moved(IReadOnlyList<PlacementTarget> before, IReadOnlyList<PlacementTarget> after, string reason)
    {
        var moved = 0;
        foreach (var old in before)
        {
            var kept = 0;
            foreach (var target in after)
                if (target.Cluster == old.Cluster) kept = target.Replicas ?? 0;
            moved += Math.Max(0, (old.Replicas ?? 0) - kept);
        }

        if (moved > 0) _moves.Add(moved, new KeyValuePair<string, object?>("reason", reason));
    }
}
