using Loadline.Crds;
using Loadline.Operator.Sensing;

namespace Loadline.Operator.Weighing;

/// <summary>Where a policy's weights take their measurements from: <c>weighting.origins</c>, <c>signals</c> and <c>utilization</c>, read once.</summary>
internal sealed class SignalPlan
{
    /// <summary>In a latency query: the name of the origin that is asked for.</summary>
    public const string OriginVariable = "$origin";

    private const string Hub = "hub";

    private readonly SignalQuery[] _latency;

    private SignalPlan(Weighting? weighting)
    {
        Origins = [.. weighting?.Origins ?? []];
        OriginNames = Origins.Count == 0 ? [Hub] : [.. Origins.Select(static o => o.MemberCluster ?? o.Region ?? "")];
        LatencySource = weighting?.Signals?.Latency?.Source ?? SignalSources.Probe;
        LoadSource = weighting?.Signals?.Load?.Source ?? SignalSources.MetricsApi;
        _latency = LatencySource == SignalSources.PromQL && weighting?.Signals?.Latency?.Query is { } latency
            ? [.. OriginNames.Select(name => new SignalQuery(SignalKind.Latency, latency.Replace(OriginVariable, name, StringComparison.Ordinal)))]
            : [];
        LoadQuery = LoadSource == SignalSources.PromQL && weighting?.Signals?.Load?.Query is { } load ? new(SignalKind.Load, load) : null;
        LoadIsOfReplicas = LoadQuery is not null && weighting?.Utilization is "Concurrency" or "PromQL";
        Refusal = Refused(weighting);
    }

    /// <summary>Where demand comes from; empty for the hub.</summary>
    public IReadOnlyList<DemandOrigin> Origins { get; }

    /// <summary>Their names; the hub's when there are none.</summary>
    public string[] OriginNames { get; }

    /// <summary>One of <see cref="SignalSources"/>.</summary>
    public string LatencySource { get; }

    /// <summary>One of <see cref="SignalSources"/>.</summary>
    public string LoadSource { get; }

    /// <summary>The query for load; null where it is not asked for.</summary>
    public SignalQuery? LoadQuery { get; }

    /// <summary>Whether load is the use of the workload's own replicas and not that of the member's nodes.</summary>
    public bool LoadIsOfReplicas { get; }

    /// <summary>Whether what the workload's own pods use has to be taken off the load of the nodes.</summary>
    public bool NeedsOwnUse => !LoadIsOfReplicas && LoadSource != SignalSources.Requests;

    /// <summary>What the policy asks for and nothing can give; null when there is nothing of that kind.</summary>
    public SignalProblem? Refusal { get; }

    /// <summary>All queries.</summary>
    public IEnumerable<SignalQuery> Queries => LoadQuery is { } load ? _latency.Append(load) : _latency;

    /// <summary>Reads a policy; null unless its replicas are divided by measured weights.</summary>
    public static SignalPlan? Of(ReplicaScheduling? scheduling) =>
        scheduling?.WeightPreference?.DynamicWeight == DynamicWeights.LatencyAndLoad ? new(scheduling.Weighting) : null;

    /// <summary>The latency query of an origin; null where latency is not asked for.</summary>
    public SignalQuery? LatencyQuery(int origin) => _latency.Length == 0 ? null : _latency[origin];

    private SignalProblem? Refused(Weighting? weighting)
    {
        if (LatencySource == SignalSources.Agent)
            return new(SignalReasons.SourceNotSupported, "signals.latency.source Agent: there are no agents yet; the hub's probes are used");
        return weighting?.Utilization is "Concurrency" or "PromQL" && LoadQuery is null
            ? new(SignalReasons.SourceNotSupported, $"utilization {weighting.Utilization} needs signals.load with source PromQL; processor time is used")
            : null;
    }
}
