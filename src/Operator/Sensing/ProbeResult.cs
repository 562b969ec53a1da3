using Loadline.Crds;

namespace Loadline.Operator.Sensing;

/// <summary>What one probe proved.</summary>
internal enum ProbeVerdict
{
    /// <summary>The server answered that it is well.</summary>
    Alive,

    /// <summary>The server answered something else.</summary>
    Unwell,

    /// <summary>The server answered that it does not accept our credentials.</summary>
    Rejected,

    /// <summary>No answer.</summary>
    Silent,
}

/// <summary>The outcome of one probe.</summary>
/// <param name="Verdict">What it proved.</param>
/// <param name="RoundTrip">Time from the request to the answer; meaningless when silent.</param>
/// <param name="IsCold">True when connecting was part of the time, so that it is not a round trip.</param>
/// <param name="Reason">One of <see cref="ClusterReasons"/>.</param>
/// <param name="Message">The cause in words; empty when alive.</param>
internal readonly record struct ProbeResult(ProbeVerdict Verdict, TimeSpan RoundTrip, bool IsCold, string Reason, string Message)
{
    public bool IsGood => Verdict == ProbeVerdict.Alive;

    /// <summary>No answer within the time limit, which is then <see cref="RoundTrip"/>.</summary>
    public bool IsLost => Verdict == ProbeVerdict.Silent && Reason == ClusterReasons.Timeout;

    /// <summary>What was measured: the request or a handshake.</summary>
    public string Method { get; init; } = Livez;

    /// <summary>A request for /livez on a kept connection.</summary>
    public const string Livez = "livez";

    /// <summary>The time that the answer states, by the server's clock; null when it states none.</summary>
    public DateTimeOffset? RemoteTime { get; init; }

    /// <summary>How much later than intended it was sent: the doing of this process, and no part of the round trip.</summary>
    public TimeSpan Late { get; init; }

    /// <summary>Slots of the schedule that passed while it was waited for, with no probe of their own.</summary>
    public int SkippedSlots { get; init; }

    /// <summary>Time from one slot to the next.</summary>
    public TimeSpan Slot { get; init; }

    public static ProbeResult Alive(TimeSpan roundTrip, bool isCold) => new(ProbeVerdict.Alive, roundTrip, isCold, ClusterReasons.ClusterReady, "");
}
