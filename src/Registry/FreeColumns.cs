namespace Loadline.Registry;

/// <summary>Free amounts by resource and member. A change copies the columns that it touches and shares the others.</summary>
internal sealed class FreeColumns
{
    private readonly Dictionary<string, long[]> _columns;

    private FreeColumns(Dictionary<string, long[]> columns) => _columns = columns;

    public ReadOnlySpan<long> this[string resource] => _columns.TryGetValue(resource, out var column) ? column : default;

    public static FreeColumns Of(ReadOnlySpan<MemberState> members)
    {
        var columns = new Dictionary<string, long[]>(StringComparer.Ordinal);
        for (var i = 0; i < members.Length; i++)
        {
            if (members[i].Resources is not { } resources) continue;
            foreach (var resource in resources.Allocatable.Keys)
            {
                if (!columns.TryGetValue(resource, out var column)) columns[resource] = column = new long[members.Length];
                column[i] = resources.Free(resource);
            }
        }

        return new(columns);
    }

    /// <summary>The columns after some members changed.</summary>
    public FreeColumns After(ReadOnlySpan<int> changed, ReadOnlySpan<MemberState> before, ReadOnlySpan<MemberState> after)
    {
        foreach (var i in changed)
        {
            if (!HasSameResources(before[i].Resources, after[i].Resources)) return Of(after);
        }

        Dictionary<string, long[]>? columns = null;
        foreach (var i in changed)
        {
            if (after[i].Resources is not { } resources || ReferenceEquals(resources, before[i].Resources)) continue;
            foreach (var resource in resources.Allocatable.Keys)
            {
                var free = resources.Free(resource);
                var column = (columns ?? _columns)[resource];
                if (column[i] == free) continue;
                columns ??= new(_columns, StringComparer.Ordinal);
                if (ReferenceEquals(column, _columns[resource])) columns[resource] = column = CopyOf(column);
                column[i] = free;
            }
        }

        return columns is null ? this : new(columns);
    }

    // Every amount is overwritten at once, so the memory need not be cleared first: half of what a copy costs.
    private static long[] CopyOf(long[] column)
    {
        var copy = GC.AllocateUninitializedArray<long>(column.Length);
        column.CopyTo(copy, 0);
        return copy;
    }

    // A resource that comes or goes may begin or end a column.
    private static bool HasSameResources(MemberResources? a, MemberResources? b)
    {
        if (ReferenceEquals(a, b)) return true;
        if (a is null || b is null || a.Allocatable.Count != b.Allocatable.Count) return false;
        foreach (var resource in a.Allocatable.Keys)
        {
            if (!b.Allocatable.ContainsKey(resource)) return false;
        }

        return true;
    }
}
