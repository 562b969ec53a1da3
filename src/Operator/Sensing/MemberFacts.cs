using System.Collections.Frozen;
using System.Collections.Immutable;
using Loadline.Crds;
using Loadline.Registry;

namespace Loadline.Operator.Sensing;

/// <summary>Everything that was found out about a member. Null is unknown.</summary>
internal sealed record MemberFacts
{
    /// <summary>Judged health.</summary>
    public required MemberHealth Health { get; init; }

    /// <summary>The server's version, such as <c>v1.33.1</c>.</summary>
    public string? Version { get; init; }

    /// <summary>What the server serves.</summary>
    public ApiSurface? Apis { get; init; }

    /// <summary>Nodes, capacity and use.</summary>
    public ResourceFacts? Resources { get; init; }

    /// <summary>How the member looks through the watches on it.</summary>
    public WatchFacts? Watch { get; init; }

    /// <summary>Round-trip time.</summary>
    public RttFacts? Rtt { get; init; }

    /// <summary>Load.</summary>
    public LoadFacts? Load { get; init; }

    /// <summary>How far its clocks are off ours.</summary>
    public ClockFacts? Clock { get; init; }

    /// <summary>What policies asked the member's Prometheus, and what it answered.</summary>
    public ImmutableDictionary<SignalQuery, SignalReading> Queries { get; init; } = ImmutableDictionary<SignalQuery, SignalReading>.Empty;

    /// <summary>What the pods of workloads that are weighed use.</summary>
    public ImmutableDictionary<PodSelection, PodReading> Pods { get; init; } = ImmutableDictionary<PodSelection, PodReading>.Empty;

    /// <summary>Why the member's Prometheus cannot be asked; null when it can, or was not yet.</summary>
    public SignalProblem? Prometheus { get; init; }

    /// <summary>When the Prometheus was asked last; null when it was not, or there is none.</summary>
    public DateTimeOffset? PrometheusAt { get; init; }
}

/// <summary>One resource of an API server.</summary>
/// <param name="GroupVersion">Group and version, such as <c>apps/v1</c>.</param>
/// <param name="Plural">Name in URLs.</param>
/// <param name="Kind">Kind.</param>
internal readonly record struct ServedResource(string GroupVersion, string Plural, string Kind);

/// <summary>What an API server serves.</summary>
/// <param name="Resources">Resources in order of group, version and kind.</param>
/// <param name="IsComplete">False when the last look failed, so that this may be old.</param>
/// <param name="Message">What failed; empty when complete.</param>
internal sealed record ApiSurface(IReadOnlyList<ServedResource> Resources, bool IsComplete, string Message)
{
    /// <summary>The same as the registry wants it.</summary>
    public FrozenSet<Registry.ApiEnablement> Enablements { get; } = Resources.Select(static r => new Registry.ApiEnablement(r.GroupVersion, r.Kind)).ToFrozenSet();

    /// <summary>The same as the status shows it.</summary>
    public IReadOnlyList<Crds.ApiEnablement> Shown { get; } =
    [
        .. Resources.GroupBy(static r => r.GroupVersion).Select(static g => new Crds.ApiEnablement
        {
            GroupVersion = g.Key,
            Resources = [.. g.Select(static r => new ApiResource { Name = r.Plural, Kind = r.Kind })],
        }),
    ];

    public bool Equals(ApiSurface? other) =>
        ReferenceEquals(this, other) || (other is not null && IsComplete == other.IsComplete && Message == other.Message && Resources.SequenceEqual(other.Resources));

    public override int GetHashCode() => HashCode.Combine(Resources.Count, IsComplete);
}

/// <summary>Nodes, capacity and use.</summary>
/// <param name="Nodes">Nodes; null when they may not be listed.</param>
/// <param name="ReadyNodes">Nodes that are ready.</param>
/// <param name="Resources">Capacity and use; null when unknown, which is no error.</param>
/// <param name="Modelings">Nodes by grade of the member's resource model; empty when it models none.</param>
/// <param name="Reason">Why it is known or not: stable identifier.</param>
/// <param name="Message">The same in words.</param>
internal sealed record ResourceFacts(
    int? Nodes, int? ReadyNodes, MemberResources? Resources, IReadOnlyList<AllocatableModeling> Modelings, string Reason, string Message);

/// <summary>How a member looks through the watches on it.</summary>
/// <param name="Error">Why the watches do not work; null when they do.</param>
/// <param name="At">When they last said anything.</param>
internal sealed record WatchFacts(string? Error, DateTimeOffset At);

/// <summary>Round-trip time.</summary>
/// <param name="P50Ms">Running median, smoothed with a half-life of 4 s, in milliseconds.</param>
/// <param name="SlowMs">The same with a half-life of 20 s.</param>
/// <param name="P95Ms">95th percentile of the last minute in milliseconds; a probe that was lost counts as its time limit.</param>
/// <param name="JitterMs">Average deviation of single samples from the median, in milliseconds.</param>
/// <param name="At">When the last sample was taken.</param>
/// <param name="Confidence">How far it is to be trusted, 0 to 1.</param>
internal sealed record RttFacts(double P50Ms, double SlowMs, double P95Ms, double JitterMs, DateTimeOffset At, double Confidence)
{
    /// <summary>The round trip as decisions take it, in milliseconds: not moved by jitter.</summary>
    public double SteadyMs { get; init; } = SlowMs;

    /// <summary>The same moment as <see cref="At"/> by the hub's monotonic clock; null for what an earlier process wrote down.</summary>
    public long? Stamp { get; init; }
}

/// <summary>Load.</summary>
/// <param name="Cpu">Share of the CPU in use, 0 to 1: the last sample.</param>
/// <param name="Memory">Share of the memory in use, 0 to 1.</param>
/// <param name="Source"><c>MetricsAPI</c> or <c>Requests</c>.</param>
/// <param name="At">When the sample was received.</param>
/// <param name="Confidence">How far it is to be trusted, 0 to 1.</param>
internal sealed record LoadFacts(double Cpu, double Memory, string Source, DateTimeOffset At, double Confidence)
{
    /// <summary>The same moment as <see cref="At"/> by the hub's monotonic clock; null for what an earlier process wrote down.</summary>
    public long? Stamp { get; init; }

    /// <summary>Share of the CPU that pods reserve; null when unknown. What a policy with <c>load: {source: Requests}</c> goes by.</summary>
    public double? ReservedCpu { get; init; }
}
