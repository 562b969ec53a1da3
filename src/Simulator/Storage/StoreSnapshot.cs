using System.Collections.Immutable;

namespace Loadline.Simulator.Storage;

/// <summary>All objects of one kind at one resourceVersion.</summary>
internal readonly record struct StoreSnapshot(ImmutableSortedSet<StoredObject> Objects, long ResourceVersion)
{
    /// <summary>Objects of <paramref name="namespace"/> ("" = all) after <paramref name="after"/>, in key order.</summary>
    public IEnumerable<StoredObject> Range(string @namespace, ObjectKey? after)
    {
        var start = after ?? new ObjectKey(@namespace, "");
        var found = Objects.IndexOf(StoredObject.Probe(start));
        for (var i = found < 0 ? ~found : found + 1; i < Objects.Count; i++)
        {
            var candidate = Objects[i];
            if (@namespace.Length > 0 && candidate.Key.Namespace != @namespace) yield break;
            yield return candidate;
        }
    }
}
