namespace Loadline.Operator.Guarding;

/// <summary>One member's replicas of a template, as far as the hub knows.</summary>
internal readonly record struct MemberReplicas
{
    /// <summary>Replicas that the member was last given; 0 when it holds nothing.</summary>
    public required int Applied { get; init; }

    /// <summary>Ready replicas that it reported last.</summary>
    public required int Ready { get; init; }

    /// <summary>Replicas that it reported last, ready or not; null where only ready ones are known.</summary>
    public int? Existing { get; init; }

    /// <summary>The member can be reached and its view is not older than its lease.</summary>
    public required bool Fresh { get; init; }

    /// <summary>The report is about what was applied last (generation observed).</summary>
    public required bool UpToDate { get; init; }

    /// <summary>Lowering takes pods that are not ready first: <see cref="Observing.MemberWorkloadStatus.LosesNotReadyFirst"/>.</summary>
    public bool LosesNotReadyFirst { get; init; }

    /// <summary>Ready replicas that are there for certain, those on their way out already taken off.</summary>
    public int ReadyAtLeast
    {
        get
        {
            // An older report may count pods that a lowering since then took, or that a raise since then has not brought yet.
            if (!Fresh || !UpToDate) return 0;
            var leaving = Math.Max((Existing ?? Ready) - Applied, 0);
            return LosesNotReadyFirst ? Math.Min(Ready, Applied) : Math.Max(Ready - leaving, 0);
        }
    }

    /// <summary>Ready replicas that there may be.</summary>
    public int ReadyAtMost => Fresh && UpToDate ? Math.Min(Ready, Applied) : Applied;

    /// <summary>Ready replicas that are left for certain after lowering to <paramref name="replicas"/>.</summary>
    public int ReadyAtLeastAfter(int replicas) =>
        LosesNotReadyFirst ? Math.Min(ReadyAtLeast, replicas) : Math.Max(ReadyAtLeast - Math.Max(Applied - replicas, 0), 0);

    /// <summary>Whether lowering to <paramref name="replicas"/> takes no ready replica for certain.</summary>
    public bool LosesNoReady(int replicas) => LosesNotReadyFirst ? ReadyAtMost <= replicas : ReadyAtMost == 0 || replicas >= Applied;
}
