using Loadline.Placement.Scheduling;

namespace Loadline.Placement.Decisions;

/// <summary>The reasons of a placement: every member appears, chosen or not.</summary>
public sealed class PlacementDecision
{
    private readonly Workspace _work;
    private IReadOnlyList<MemberDecision>? _members;
    private IReadOnlyList<RefusalGroup>? _refusals;

    internal PlacementDecision(Workspace work) => _work = work;

    /// <summary>How it ended.</summary>
    public required PlacementOutcome Outcome { get; init; }

    /// <summary>How replicas were divided, such as <c>StaticWeight</c>.</summary>
    public required string Strategy { get; init; }

    /// <summary>Replicas asked for.</summary>
    public required int Replicas { get; init; }

    /// <summary>The affinity term; empty when terms are not ordered.</summary>
    public required string AffinityName { get; init; }

    /// <summary>Other affinity terms that were tried and failed.</summary>
    public required IReadOnlyList<TermAttempt> FailedTerms { get; init; }

    /// <summary>Version of the registry snapshot that it read.</summary>
    public required long SnapshotVersion { get; init; }

    /// <summary>Why it failed, or what is worth knowing about the division as a whole; may be empty.</summary>
    public string Message => Outcome switch
    {
        PlacementOutcome.Placed => _work.Outcome?.Headline ?? _work.Note,
        PlacementOutcome.NoClusterFit => FailureText.NoFit(_work.Count, Refusals),
        _ => _work.Failure,
    };

    /// <summary>All members in name order.</summary>
    public IReadOnlyList<MemberDecision> Members => _members ??= MemberDecisions.Of(_work, Outcome);

    /// <summary>Refused members by reason.</summary>
    public IReadOnlyList<RefusalGroup> Refusals => _refusals ??= new RefusalReport(_work).Collect();
}
