using System.Diagnostics.Metrics;

namespace Loadline.Operator.Applying;

/// <summary>What reached the members, and how fast.</summary>
internal sealed class ApplyMetrics
{
    private readonly Counter<long> _applies;
    private readonly Counter<long> _drift;
    private readonly Counter<long> _held;
    private readonly Histogram<double> _propagation;

    public ApplyMetrics(Meter meter)
    {
        _applies = meter.CreateCounter<long>("loadline_apply_total", description: "Writes to members by result");
        _drift = meter.CreateCounter<long>("loadline_drift_total", description: "Placed objects that someone else changed and that were set right");
        _held = meter.CreateCounter<long>("loadline_moves_held_total", description: "Writes that the guard held, by reason");
        _propagation = meter.CreateHistogram(
            "loadline_propagation_seconds", "s", "From the template's change being seen to its being applied in a member",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60] });
        foreach (var result in (ReadOnlySpan<string>)["applied", "deleted", "released", "refused", "unreachable"]) _applies.Add(0, new KeyValuePair<string, object?>("result", result));
        _drift.Add(0);
    }

    public void Record(string result) => _applies.Add(1, new KeyValuePair<string, object?>("result", result));

    public void Drift() => _drift.Add(1);

    public void Held(string reason) => _held.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Propagated(TimeSpan elapsed) => _propagation.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("result", "applied"));
}
