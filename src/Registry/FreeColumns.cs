namespace Loadline.Registry;

/// <summary>Free amounts by resource and member. A change copies the columns that it touches and shares the others.</summary>
internal sealed class FreeColumns
{
    private readonly Dictionary<string, Column> _columns;

    private FreeColumns(Dictionary<string, Column> columns) => _columns = columns;

    public ReadOnlySpan<long> this[string resource] => _columns.TryGetValue(resource, out var column) ? column.Amounts : default;

    public static FreeColumns Of(ReadOnlySpan<MemberState> members)
    {
        var columns = new Dictionary<string, Column>(StringComparer.Ordinal);
        for (var i = 0; i < members.Length; i++)
        {
            if (members[i].Resources is not { } resources) continue;
            foreach (var resource in resources.Allocatable.Keys)
            {
                var column = columns.TryGetValue(resource, out var known) ? known : new(new long[members.Length], 0);
                column.Amounts[i] = resources.Free(resource);
                columns[resource] = column with { Holders = column.Holders + 1 };
            }
        }

        return new(columns);
    }

    /// <summary>The columns after some members changed. A resource that the first member gets begins a column, the last one ends it.</summary>
    public FreeColumns After(ReadOnlySpan<int> changed, ReadOnlySpan<MemberState> before, ReadOnlySpan<MemberState> after)
    {
        var next = new Changes(_columns, after.Length);
        foreach (var i in changed)
        {
            var (was, now) = (before[i].Resources, after[i].Resources);
            if (ReferenceEquals(was, now)) continue;
            foreach (var resource in (was ?? MemberResources.None).Allocatable.Keys)
            {
                if (now is null || !now.Allocatable.ContainsKey(resource)) next.Set(resource, i, 0, -1);
            }

            foreach (var resource in (now ?? MemberResources.None).Allocatable.Keys)
                next.Set(resource, i, now!.Free(resource), was is not null && was.Allocatable.ContainsKey(resource) ? 0 : 1);
        }

        return ReferenceEquals(next.Columns, _columns) ? this : new(next.Columns);
    }

    /// <summary>The columns with the members at other places; those who joined have nothing yet.</summary>
    public FreeColumns Moved(Renumbering renumbering)
    {
        var columns = new Dictionary<string, Column>(_columns.Count, StringComparer.Ordinal);
        foreach (var (resource, column) in _columns) columns.Add(resource, column with { Amounts = renumbering.Move<long>(column.Amounts) });
        return new(columns);
    }

    /// <summary>One resource.</summary>
    /// <param name="Amounts">What is free, by member.</param>
    /// <param name="Holders">How many members have it at all.</param>
    private readonly record struct Column(long[] Amounts, int Holders);

    /// <summary>Columns in which some amounts are replaced: each is copied once.</summary>
    private struct Changes(Dictionary<string, Column> older, int members)
    {
        private Dictionary<string, Column>? _columns;

        public readonly Dictionary<string, Column> Columns => _columns ?? older;

        public void Set(string resource, int member, long free, int moreHolders)
        {
            var exists = Columns.TryGetValue(resource, out var column);
            if (moreHolders == 0 && column.Amounts[member] == free) return;
            _columns ??= new(older, StringComparer.Ordinal);
            if (!exists) column = new(new long[members], 0);
            else if (older.TryGetValue(resource, out var shared) && ReferenceEquals(shared.Amounts, column.Amounts)) column = column with { Amounts = CopyOf(column.Amounts) };
            column.Amounts[member] = free;
            column = column with { Holders = column.Holders + moreHolders };
            if (column.Holders == 0) _columns.Remove(resource);
            else _columns[resource] = column;
        }

        // Every amount is overwritten at once, so the memory need not be cleared first: half of what a copy costs.
        private static long[] CopyOf(long[] column)
        {
            var copy = GC.AllocateUninitializedArray<long>(column.Length);
            column.CopyTo(copy, 0);
            return copy;
        }
    }
}
