using Loadline.Kubernetes.Informers;

namespace Loadline.Kubernetes.Controllers;

/// <summary>
/// Which changes of a store are worth a reconcile (CL8). Each says what must differ between two states of one object; objects that are new, that went, that are
/// being deleted, that were replaced by others of the same name, and those that are shown again (ST9) pass all of them.
/// </summary>
public static class ChangePredicates
{
    /// <summary>The desired state changed. For kinds that do not count it: anything did.</summary>
    public static bool GenerationChanged(StoreChange change) =>
        IsBeyondUpdate(change) || (change.New!.Generation == 0 ? VersionChanged(change) : change.Old!.Generation != change.New.Generation);

    /// <summary>Anything changed.</summary>
    public static bool VersionChanged(StoreChange change) => IsBeyondUpdate(change) || change.Old!.ResourceVersion != change.New!.ResourceVersion;

    /// <summary>A label was added, removed or changed.</summary>
    public static bool LabelsChanged(StoreChange change) => IsBeyondUpdate(change) || !IsSame(change.Old!.Labels, change.New!.Labels);

    /// <summary>An annotation was added, removed or changed.</summary>
    public static bool AnnotationsChanged(StoreChange change) => IsBeyondUpdate(change) || !change.Old!.AnnotationsJson.Span.SequenceEqual(change.New!.AnnotationsJson.Span);

    /// <summary>All of several.</summary>
    public static Func<StoreChange, bool> All(params Func<StoreChange, bool>[] predicates) => change => Array.TrueForAll(predicates, p => p(change));

    /// <summary>Any of several.</summary>
    public static Func<StoreChange, bool> Any(params Func<StoreChange, bool>[] predicates) => change => Array.Exists(predicates, p => p(change));

    /// <summary>The opposite, of updates only: what passes every predicate passes this one too.</summary>
    public static Func<StoreChange, bool> Not(Func<StoreChange, bool> predicate) => change => IsBeyondUpdate(change) || !predicate(change);

    private static bool IsBeyondUpdate(StoreChange change) =>
        change is not { Old: { } old, New: { } now } || ReferenceEquals(old, now) || old.Uid != now.Uid || now.IsDeleting;

    private static bool IsSame(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b)
    {
        if (a.Count != b.Count) return false;
        foreach (var (key, value) in a)
            if (!b.TryGetValue(key, out var other) || other != value) return false;
        return true;
    }
}
