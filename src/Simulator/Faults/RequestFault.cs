namespace Loadline.Simulator.Faults;

/// <summary>What goes wrong with one request. Several may apply: the delay comes first, then a refusal, then the stream's end.</summary>
public sealed record RequestFault
{
    /// <summary>Time before the server sees the request. Default none.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The connection breaks before an answer. Writes of such a request may or may not have happened; see <see cref="AfterEffect"/>.</summary>
    public bool Reset { get; init; }

    /// <summary>With <see cref="Reset"/>: the server acts on the request and only its answer is lost.</summary>
    public bool AfterEffect { get; init; }

    /// <summary>The server answers this status instead of acting; 0 for none.</summary>
    public int Status { get; init; }

    /// <summary>With <see cref="Status"/>: seconds of its <c>Retry-After</c> header; null for no header.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>The body stops after so many bytes and nothing follows, not even its end; null for no stall.</summary>
    public int? StallAfterBytes { get; init; }

    /// <summary>The body breaks off after so many bytes; null for no cut.</summary>
    public int? CutAfterBytes { get; init; }

    /// <summary>Every part of the body comes so much later: events of a watch come late, one after the other, as from a server or a network that cannot keep up.</summary>
    public TimeSpan Late { get; init; }

    /// <summary>
    /// The server's watch cache is so many revisions behind: a list that a cache may serve shows the past, though nothing older than the client asked for, and none
    /// that was compacted away.
    /// </summary>
    public int Behind { get; init; }

    /// <summary>A watch gets no bookmarks but the one that ends its initial events: clients must not rely on them.</summary>
    public bool WithoutBookmarks { get; init; }
}

/// <summary>A request as a fault script sees it.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path without query.</param>
/// <param name="Query">Query with its question mark, or empty.</param>
public readonly record struct FaultTarget(string Method, string Path, string Query)
{
    /// <summary>Whether a watch is asked for.</summary>
    public bool IsWatch => Query.Contains("watch=true", StringComparison.Ordinal);
}

/// <summary>Decides what goes wrong with each request; null for nothing. Called once per request, in the order of their arrival.</summary>
/// <param name="request">The request.</param>
public delegate RequestFault? FaultScript(FaultTarget request);
