using Loadline.Crds;
using Loadline.Operator.Binding;
using Loadline.Operator.Json;
using Loadline.Operator.Sensing;
using Loadline.Placement.Scheduling;
using Loadline.Placement.Weights;
using Loadline.Registry;

namespace Loadline.Operator.Weighing;

/// <summary>
/// Stage 0 meets stage 2: fills the snapshot of a decision with what was measured of its members, each value at the time of its sample by the hub's
/// monotonic clock. What is not known stays unknown.
/// </summary>
/// <param name="facts">What is known of a member; null when there is no such member.</param>
/// <param name="registry">Regions of members.</param>
/// <param name="ready">Ready replicas of a template in a member that was given so many.</param>
/// <param name="time">Clock.</param>
internal sealed class WeightSensor(Func<string, MemberFacts?> facts, IClusterRegistry registry, Func<TemplateKey, string, int, int> ready, TimeProvider time)
{
    /// <summary>A metrics server may measure once a minute only.</summary>
    private static readonly TimeSpan LoadIsOldAfter = TimeSpan.FromSeconds(90);

    /// <summary>Queries are asked every few seconds.</summary>
    private static readonly TimeSpan AnswerIsOldAfter = TimeSpan.FromSeconds(30);

    /// <summary>Whose pods' use is to be measured.</summary>
    public PodInterest Pods { get; } = new();

    /// <summary>The present moment as decisions count it.</summary>
    public TimeSpan Now => Moment(time.GetTimestamp());

    /// <summary>Says where the pods are whose use the next decisions rest on.</summary>
    public void Watch(TemplateKey template, SignalPlan plan, PodSelection? pods, IReadOnlyList<PlacementTarget> targets) => Pods.Set(
        template, plan.NeedsOwnUse ? pods : null, [.. targets.Where(static t => t.Replicas > 0).Select(static t => KeyValuePair.Create(t.Cluster, t.Replicas!.Value))]);

    /// <summary>Fills in health, readiness and measurements.</summary>
    /// <param name="snapshot">Gets them.</param>
    /// <param name="plan">Where they come from.</param>
    /// <param name="template">The template that is decided on.</param>
    /// <param name="pods">Its pods in a member; null when they cannot be found.</param>
    /// <param name="busy">Gets what its replicas are seen to use.</param>
    public void Fill(WeightSnapshot snapshot, SignalPlan plan, TemplateKey template, PodSelection? pods, BusyReplica busy)
    {
        var paths = plan.LatencySource == SignalSources.PromQL ? null : new OriginPaths(plan, registry, name => facts(name)?.Rtt?.SteadyMs);
        for (var j = 0; j < plan.Origins.Count; j++) snapshot.Origins[j].Weight = plan.Origins[j].Share;
        for (var i = 0; i < snapshot.Names.Length; i++)
        {
            ref var sample = ref snapshot.Members[i];
            sample.Ready = ready(template, snapshot.Names[i], sample.Assigned);
            if (facts(snapshot.Names[i]) is not { } known) continue;
            if (paths is null) Ask(snapshot, i, plan, known);
            else if (known.Rtt is { } rtt) Probe(snapshot, i, paths, rtt);
            if (Load(known, plan) is not { } load) continue;
            (sample.LoadTime, sample.LoadSource, sample.Confidence) = (load.Confirmed, load.Source, load.Confidence);
            if (plan.LoadIsOfReplicas) sample.Utilization = load.Value;
            else sample.NodeCpu = load.Value;
            if (OwnUse(known, plan, load.Source, pods).Use is not { } use) continue;
            busy.See(use.Cores / use.Pods);
            // A pod that is not measured yet uses what the others do, and not nothing.
            sample.OwnCores = use.Cores * Math.Max(1, (double)sample.Ready / use.Pods);
        }
    }

    /// <summary>The measurements that a decision on a member rests on, for explanations.</summary>
    public MemberMeasurements Describe(string member, SignalPlan plan, PodSelection? pods)
    {
        var known = facts(member);
        var rtt = plan.LatencyQuery(0) is { } query
            ? known?.Queries.GetValueOrDefault(query)?.Last
            : known?.Rtt is { } r ? new(r.SteadyMs, r.At, Confidence.Probe, r.Confidence, 0) : null;
        if (known is null || Load(known, plan) is not { } load) return new(rtt, null, null, null);
        var (use, assumed) = OwnUse(known, plan, load.Source, pods);
        var own = use is null ? null : new Measurement(use.Cores, use.At, Confidence.MetricsApi, Confidence.Of(Confidence.MetricsApi), use.Stamp);
        return new(rtt, new(load.Value, load.At, load.Source, load.Confidence, 0), own, assumed);
    }

    /// <summary>Changes when the measurements of members come from other sources, or are of other numbers of pods: what they rest on, not what they say.</summary>
    public ulong Basis(IReadOnlyList<string> names, SignalPlan plan, PodSelection? pods)
    {
        var basis = new Fnv();
        for (var i = 0; i < names.Count; i++)
        {
            if (facts(names[i]) is not { } known || Load(known, plan) is not { } load) continue;
            var (use, assumed) = OwnUse(known, plan, load.Source, pods);
            basis.Add(i);
            basis.Add(load.Source);
            basis.Add(use?.Pods ?? -1);
            basis.Add(assumed ?? "");
        }

        return basis.Value;
    }

    /// <summary>What the workload's own pods use there, or why that is only assumed; neither where it does not matter.</summary>
    private (PodUse? Use, string? Assumed) OwnUse(MemberFacts known, SignalPlan plan, string loadSource, PodSelection? pods)
    {
        if (!plan.NeedsOwnUse) return (null, null);
        // What pods reserve is no measure from which a use could be taken off.
        if (loadSource == Confidence.Requests) return (null, Confidence.Requests);
        if (pods is not { } selection) return (null, SignalReasons.NoSelector);
        if (known.Pods.GetValueOrDefault(selection) is not { } reading) return (null, SignalReasons.NoPods);
        if (reading.Last is { } last && time.GetElapsedTime(last.Stamp) <= LoadIsOldAfter) return (last, null);
        return (null, reading.Problem?.Reason ?? DecisionReasons.MetricsStale);
    }

    /// <summary>What keeps the weights from resting on fresh measurements; null when nothing does.</summary>
    public SignalProblem? Problem(IReadOnlyList<string> names, SignalPlan plan)
    {
        List<string>? stale = null, broken = null;
        string? reason = null;
        foreach (var name in names)
        {
            if (facts(name) is not { } known) continue;
            if (plan.LatencySource != SignalSources.PromQL && !IsFresh(known.Rtt)) (stale ??= []).Add($"{name}: the round trip");
            foreach (var query in plan.Queries)
            {
                var reading = known.Queries.GetValueOrDefault(query);
                if (reading?.Problem is { } problem)
                {
                    reason ??= problem.Reason;
                    (broken ??= []).Add($"{name}: {Name(query)}: {problem.Message}");
                }
                else if (reading is null)
                {
                    reason ??= SignalReasons.NoPrometheus;
                    (broken ??= []).Add($"{name}: {Name(query)}: spec.prometheus of the member is not set, or was not asked yet");
                }
                else if (reading.Last is { } last && time.GetElapsedTime(last.Stamp) > AnswerIsOldAfter)
                {
                    (stale ??= []).Add($"{name}: the answer to {Name(query)}");
                }
            }

            if (plan.LoadQuery is null && known.Load is { } load && time.GetUtcNow() - load.At > LoadIsOldAfter) (stale ??= []).Add($"{name}: the load");
        }

        if (broken is not null) return new(reason!, string.Join("; ", broken.Take(5)));
        if (stale is not null) return new(DecisionReasons.MetricsStale, $"too old to grow by: {string.Join("; ", stale.Take(5))}");
        return plan.Refusal;
    }

    private static string Name(SignalQuery query) => query.Kind == SignalKind.Load ? "signals.load.query" : "signals.latency.query";

    private bool IsFresh(RttFacts? rtt) => rtt is not null && Age(rtt.Stamp, rtt.At) <= WeightSpec.Default.NoGrowAfter;

    private void Probe(WeightSnapshot snapshot, int i, OriginPaths paths, RttFacts rtt)
    {
        (snapshot.Members[i].RttTime, snapshot.Members[i].RttSource) = (Now - Age(rtt.Stamp, rtt.At), Confidence.Probe);
        for (var j = 0; j < snapshot.OriginNames.Length; j++) snapshot.SetRtt(j, i, paths.Ms(j, snapshot.Names[i], rtt.SteadyMs));
    }

    private void Ask(WeightSnapshot snapshot, int i, SignalPlan plan, MemberFacts known)
    {
        for (var j = 0; j < snapshot.OriginNames.Length; j++)
        {
            if (plan.LatencyQuery(j) is not { } query || known.Queries.GetValueOrDefault(query)?.Last is not { } last) continue;
            ref var sample = ref snapshot.Members[i];
            var at = Moment(last.Stamp);
            (sample.RttTime, sample.RttSource) = (at > sample.RttTime ? at : sample.RttTime, last.Source);
            snapshot.SetRtt(j, i, last.Value);
        }
    }

    private readonly record struct Reading(double Value, DateTimeOffset At, TimeSpan Confirmed, string Source, double Confidence);

    private Reading? Load(MemberFacts known, SignalPlan plan)
    {
        if (plan.LoadQuery is { } query)
            return known.Queries.GetValueOrDefault(query)?.Last is { } last ? new(last.Value, last.At, Moment(last.Stamp), last.Source, last.Confidence) : null;
        if (known.Load is not { } load) return null;
        var confirmed = Now - Age(load.Stamp, load.At);
        if (plan.LoadSource != SignalSources.Requests) return new(load.Cpu, load.At, confirmed, load.Source, load.Confidence);
        return load.ReservedCpu is { } reserved ? new(reserved, load.At, confirmed, Confidence.Requests, Confidence.Of(Confidence.Requests)) : null;
    }

    /// <summary>By the monotonic clock; only what an earlier process wrote down is as old as the wall clock says.</summary>
    private TimeSpan Age(long? stamp, DateTimeOffset at)
    {
        var age = stamp is { } s ? time.GetElapsedTime(s) : time.GetUtcNow() - at;
        return age > TimeSpan.Zero ? age : TimeSpan.Zero;
    }

    private TimeSpan Moment(long stamp) => time.GetElapsedTime(0, stamp);
}

/// <summary>What a decision on one member rested on.</summary>
/// <param name="Rtt">Round trip in milliseconds.</param>
/// <param name="Load">Load, 0 to 1.</param>
/// <param name="OwnCores">Cores that the workload's own pods use.</param>
/// <param name="OwnAssumed">Why that is assumed and not measured; null when it is measured, or does not matter.</param>
internal readonly record struct MemberMeasurements(Measurement? Rtt, Measurement? Load, Measurement? OwnCores, string? OwnAssumed);
