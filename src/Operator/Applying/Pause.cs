using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Models;

namespace Loadline.Operator.Applying;

/// <summary>A pause that somebody asked for with an annotation of a template or of its policy: until then nothing is written to members.</summary>
/// <param name="Until">When it ends; null for one that does not end by itself, because its time cannot be read.</param>
/// <param name="ReleasedBy">What ends it, in words.</param>
internal sealed record Pause(DateTimeOffset? Until, string ReleasedBy)
{
    /// <summary>Timers do not reach as far as the times that people write.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>The pause that ends last; null when there is none. One without a readable time is in force: who wrote it wanted one.</summary>
    public static Pause? Of(KubeObject? template, KubeObject? policy, DateTimeOffset now)
    {
        var (first, second) = (Of(template, "template", now), Of(policy, "policy", now));
        return first is null || second is { Until: null } || (second is not null && first.Until < second.Until) ? second : first;
    }

    /// <summary>When to look again without any event; null for never.</summary>
    public TimeSpan? LookAgainAfter(DateTimeOffset now) => Until is { } until ? (until - now < LongestWait ? until - now : LongestWait) : null;

    private static Pause? Of(KubeObject? source, string kind, DateTimeOffset now)
    {
        if (source?.Annotation(WellKnown.PauseUntilAnnotation) is not { } text) return null;
        if (!Rfc3339.TryParse(text, out var until))
            return new(null, $"a time such as 2026-01-31T18:00:00Z in annotation {WellKnown.PauseUntilAnnotation} of the {kind}, or no such annotation: '{text}' is none");
        return until <= now ? null : new(until, $"{text}, the time in annotation {WellKnown.PauseUntilAnnotation} of the {kind}");
    }
}
