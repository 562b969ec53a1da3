namespace Loadline.Registry;

/// <summary>Which members have a key, after some members changed: copies what it touches and shares the rest.</summary>
internal static class SetChanges
{
    /// <summary>The sets after some members changed; the same object when nothing of them did.</summary>
    /// <param name="sets">Members by key.</param>
    /// <param name="changed">The members that changed.</param>
    /// <param name="before">All members before.</param>
    /// <param name="after">All members after.</param>
    /// <param name="keysOf">The keys of a member.</param>
    /// <param name="isSame">Whether two states of a member have the same keys.</param>
    public static Dictionary<TKey, MemberSet> After<TKey>(
        Dictionary<TKey, MemberSet> sets, ReadOnlySpan<int> changed, ReadOnlySpan<MemberState> before, ReadOnlySpan<MemberState> after,
        Func<MemberState, IEnumerable<TKey>> keysOf, Func<MemberState, MemberState, bool> isSame)
        where TKey : notnull
    {
        Dictionary<TKey, MemberSet>? next = null;
        foreach (var member in changed)
        {
            if (isSame(before[member], after[member])) continue;
            next ??= new(sets, sets.Comparer);
            foreach (var key in keysOf(before[member]))
            {
                // A key that the member has twice is gone after the first time.
                if (!next.TryGetValue(key, out var members) || !members.Contains(member)) continue;
                var rest = members.Toggle(member);
                if (rest.IsEmpty) next.Remove(key);
                else next[key] = rest;
            }

            foreach (var key in keysOf(after[member]))
            {
                if (!next.TryGetValue(key, out var members)) next[key] = MemberSet.Of(member, after.Length);
                else if (!members.Contains(member)) next[key] = members.Toggle(member);
            }
        }

        return next ?? sets;
    }
}
