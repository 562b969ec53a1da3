namespace Loadline.Registry.Exploration.Checking;

/// <summary>
/// Checks histories that are too long for one search, by windows between instants at which no call was under way. Calls on one key
/// can be checked by themselves, since linearizability is local; sizes and snapshots read every key, and need the whole window.
/// </summary>
internal static class LongHistory
{
    /// <summary>The first window that no order explains; null when there is none.</summary>
    /// <param name="calls">Calls of all threads.</param>
    /// <param name="initial">Content at the beginning.</param>
    public static IReadOnlyList<Call>? FirstWrongWindow(IEnumerable<Call> calls, ulong initial)
    {
        var checker = new Linearizability();
        IReadOnlySet<ulong> contents = new HashSet<ulong> { initial };
        foreach (var window in Windows(calls))
        {
            contents = checker.Outcomes(window, contents);
            if (contents.Count == 0) return window;
        }

        return null;
    }

    /// <summary>The first window of calls on one key that no order explains; sizes and snapshots are left out.</summary>
    public static IReadOnlyList<Call>? FirstWrongKey(IEnumerable<Call> calls, ulong initial) =>
        calls.Where(static c => c.Op.Kind is OpKind.Get or OpKind.Set or OpKind.Add or OpKind.Update or OpKind.Remove)
            .GroupBy(static c => c.Op.Key)
            .Select(key => FirstWrongWindow(key, initial))
            .FirstOrDefault(static wrong => wrong is not null);

    /// <summary>The first size that no state between its call and its return can have had; null when there is none.</summary>
    public static Call? FirstImpossibleSize(IReadOnlyList<Call> calls, int initial)
    {
        var changes = calls.Where(static c => c.Result == 1 && c.Op.Kind is OpKind.Add or OpKind.Remove or OpKind.Set).ToArray();
        foreach (var size in calls.Where(static c => c.Op.Kind == OpKind.Count))
        {
            long least = initial, most = initial;
            foreach (var change in changes.Where(c => c.Start < size.End))
            {
                var certain = change.End < size.Start;
                if (change.Op.Kind == OpKind.Remove) (least, most) = (least - 1, most - (certain ? 1 : 0));
                else (least, most) = (least + (certain ? 1 : 0), most + 1);
            }

            if (size.Result < least || size.Result > most) return size;
        }

        return null;
    }

    private static IEnumerable<Call[]> Windows(IEnumerable<Call> calls)
    {
        var window = new List<Call>();
        var end = long.MinValue;
        foreach (var call in calls.OrderBy(static c => c.Start))
        {
            if (window.Count > 0 && call.Start > end)
            {
                yield return [.. window];
                window.Clear();
            }

            window.Add(call);
            end = Math.Max(end, call.End);
        }

        if (window.Count > 0) yield return [.. window];
    }
}
