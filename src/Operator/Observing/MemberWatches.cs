using System.Collections.Concurrent;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Hosting;
using Loadline.Kubernetes.Informers;
using Loadline.Operator.Members;

namespace Loadline.Operator.Observing;

/// <summary>
/// Watches in every member the kinds that were placed there, by Loadline's label only. A member that cannot be reached keeps its rows: what
/// was true there last is still the best knowledge, and <see cref="DoubtOf"/> says whether it may be acted on.
/// </summary>
internal sealed class MemberWatches(string labelSelector, TimeProvider time, ILogger<MemberWatches> logger)
{
    private readonly SharedStrings _strings = new();
    private readonly ConcurrentDictionary<(Member Member, ResourceType Resource), Watch> _watches = new();

    /// <summary>Called for every change of a placed object, from the watch's loop: may only enqueue.</summary>
    public Action<Member, ResourceType, ObjectKey>? Changed { get; set; }

    /// <summary>The rows of a kind in a member; starts the watch when it is new.</summary>
    public MemberRows Ensure(Member member, ResourceType resource)
    {
        if (_watches.TryGetValue((member, resource), out var known)) return known.Rows;
        var rows = new MemberRows(resource, key => Changed?.Invoke(member, resource, key), _strings);
        var watch = new Watch(rows, new(member.Client, new(resource, LabelSelector: labelSelector), rows, member.WatchListSupport, time, Random.Shared, logger));
        if (!_watches.TryAdd((member, resource), watch)) return _watches[(member, resource)].Rows;
        _ = Task.Run(
            () => SupervisedLoop.RunAsync($"watch of {resource} in {member.Name}", watch.Reflector.RunAsync, time, logger, member.Lifetime), CancellationToken.None);
        return rows;
    }

    /// <summary>The rows of a kind in a member; null when nothing watches it.</summary>
    public MemberRows? Find(Member member, ResourceType resource) => _watches.GetValueOrDefault((member, resource))?.Rows;

    /// <summary>Ready replicas of an object in a member that was given so many; 0 when nothing is seen of it.</summary>
    public int Ready(Member? member, ResourceType resource, ObjectKey key, int given)
    {
        if (member is null || Find(member, resource)?.Get(key) is not { } row) return 0;
        // A report about an older spec may count pods that are on their way out.
        var ready = row.Status.Ready ?? given;
        return row.Status.GenerationObserved ? ready : Math.Min(ready, given);
    }

    /// <summary>Why the rows may be behind: they are not complete yet, the watch that feeds them fails, or the member is lost. Null when they may be acted on.</summary>
    public string? DoubtOf(Member member, ResourceType resource)
    {
        if (member.Lifetime.IsCancellationRequested) return "its connection is being changed";
        if (member.Health is { IsReachable: false } health) return $"not reachable since {health.LostSince ?? health.Since:yyyy-MM-ddTHH:mm:ssZ}: {health.Message}";
        if (!_watches.TryGetValue((member, resource), out var watch) || !watch.Rows.HasSynced) return $"its {resource.Plural} were not listed yet";
        return watch.Reflector.ConsecutiveFailures == 0 ? null : $"the watch of its {resource.Plural} fails: {watch.Reflector.LastError}";
    }

    /// <summary>Objects that are seen in a member. O(all watches + those objects).</summary>
    public int ObjectsIn(string member)
    {
        var objects = 0;
        foreach (var (key, watch) in _watches)
            if (key.Member.Name == member) objects += watch.Rows.All.Count();
        return objects;
    }

    /// <summary>A member answers again: its watches need not wait out their back-off.</summary>
    public void RetryNow(Member member)
    {
        foreach (var (key, watch) in _watches)
            if (ReferenceEquals(key.Member, member)) watch.Reflector.RetryNow();
    }

    /// <summary>Forgets connections that ended.</summary>
    public void DropEnded()
    {
        foreach (var (key, _) in _watches)
            if (key.Member.Lifetime.IsCancellationRequested) _watches.TryRemove(key, out _);
    }

    private sealed record Watch(MemberRows Rows, Reflector Reflector);
}
