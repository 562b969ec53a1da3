namespace Loadline.Simulator.Objects.Cel;

/// <summary>Methods of lists, maps and optionals, and those that strings share with lists.</summary>
internal static class CelListFunctions
{
    public static IReadOnlyDictionary<string, Func<object?[], object?>> Methods { get; } = new Dictionary<string, Func<object?[], object?>>
    {
        ["size"] = a => Size(a),
        ["indexOf"] = a => IndexOf(a, last: false),
        ["lastIndexOf"] = a => IndexOf(a, last: true),
        ["isSorted"] = a => IsSorted([.. List(a).Items()]),
        ["sum"] = a => Sum(List(a)),
        ["min"] = a => Extreme(List(a), -1),
        ["max"] = a => Extreme(List(a), 1),
        ["reverse"] = a => new CelList([.. List(a).Items().Reverse()]),
        ["distinct"] = a => new CelList(Distinct(List(a))),
        ["hasValue"] = a => Optional(a).HasValue,
        ["value"] = a => Optional(a) is { HasValue: true } some ? some.Value : throw new CelException("optional.none() dereference"),
        ["orValue"] = a => Optional(a) is { HasValue: true } some ? some.Value : a[1],
        ["or"] = a => Optional(a) is { HasValue: true } some ? some : a[1],
    };

    public static object Size(object?[] arguments) => arguments.Length != 1 ? throw CelException.NoSuchOverload() : arguments[0] switch
    {
        string text => CelStringFunctions.Length(text),
        byte[] bytes => (long)bytes.Length,
        ICelList list => (long)list.Count,
        ICelMap map => (long)map.Keys.Count(),
        _ => throw CelException.NoSuchOverload(),
    };

    private static long IndexOf(object?[] arguments, bool last)
    {
        if (arguments is [string text, string part]) return CelStringFunctions.IndexOf(text, part, last);
        var items = List(arguments).Items().ToList();
        return last ? items.FindLastIndex(i => CelValues.Equal(i, arguments[1])) : items.FindIndex(i => CelValues.Equal(i, arguments[1]));
    }

    private static bool IsSorted(object?[] items)
    {
        for (var i = 1; i < items.Length; i++)
            if (CelValues.Compare(items[i - 1], items[i]) > 0)
                return false;
        return true;
    }

    private static object? Sum(ICelList list) =>
        list.Count == 0 ? 0L : list.Items().Aggregate((total, item) => CelFunctions.Call("+", false, [total, item]));

    private static object? Extreme(ICelList list, int sign)
    {
        if (list.Count == 0) throw new CelException($"{(sign < 0 ? "min" : "max")} called on empty list");
        return list.Items().Aggregate((best, item) => CelValues.Compare(item, best) * sign > 0 ? item : best);
    }

    private static List<object?> Distinct(ICelList list)
    {
        var result = new List<object?>();
        foreach (var item in list.Items())
            if (!result.Exists(r => CelValues.Equal(r, item)))
                result.Add(item);
        return result;
    }

    private static ICelList List(object?[] arguments) => arguments[0] as ICelList ?? throw CelException.NoSuchOverload();

    private static CelOptional Optional(object?[] arguments) => arguments[0] as CelOptional ?? throw CelException.NoSuchOverload();
}
