using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Loadline.Simulator.Objects.Cel;

/// <summary>A list of CEL values.</summary>
internal interface ICelList
{
    int Count { get; }

    object? this[int index] { get; }

    /// <summary>True for sets and keyed lists, which are equal in any order.</summary>
    bool IsUnordered => false;

    bool EqualTo(ICelList other)
    {
        if (Count != other.Count) return false;
        if (IsUnordered || other.IsUnordered) return Items().All(i => other.Items().Any(o => CelValues.Equal(i, o)));
        for (var i = 0; i < Count; i++)
            if (!CelValues.Equal(this[i], other[i]))
                return false;
        return true;
    }

    IEnumerable<object?> Items()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }
}

/// <summary>A map or an object of CEL values.</summary>
internal interface ICelMap
{
    IEnumerable<object?> Keys { get; }

    bool TryGet(object? key, out object? value);

    /// <summary>Reads a field by the name that an expression uses for it.</summary>
    bool TryGetField(string name, out object? value) => TryGet(name, out value);
}

/// <summary>A list that an expression made.</summary>
internal sealed class CelList(IReadOnlyList<object?> items) : ICelList
{
    public int Count => items.Count;

    public object? this[int index] => items[index];
}

/// <summary>A map that an expression made.</summary>
internal sealed class CelMap(IReadOnlyList<(object? Key, object? Value)> entries) : ICelMap
{
    public IEnumerable<object?> Keys => entries.Select(e => e.Key);

    public bool TryGet(object? key, out object? value)
    {
        foreach (var entry in entries)
            if (CelValues.Equal(entry.Key, key))
            {
                value = entry.Value;
                return true;
            }
        value = null;
        return false;
    }
}

/// <summary>A value that may be absent.</summary>
internal sealed record CelOptional(bool HasValue, object? Value)
{
    public static CelOptional None { get; } = new(false, null);
}

/// <summary>A type as a value, for <c>type(x) == int</c>.</summary>
internal sealed record CelType(string Name);

/// <summary>A Kubernetes quantity, by its numeric value.</summary>
internal sealed record CelQuantity(decimal Value)
{
    private const NumberStyles Number = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private static readonly (string Suffix, decimal Factor)[] Suffixes =
    [
        ("Ki", 1024m), ("Mi", 1048576m), ("Gi", 1073741824m), ("Ti", 1099511627776m), ("Pi", 1125899906842624m), ("Ei", 1152921504606846976m),
        ("n", 1e-9m), ("u", 1e-6m), ("m", 1e-3m), ("k", 1e3m), ("M", 1e6m), ("G", 1e9m), ("T", 1e12m), ("P", 1e15m), ("E", 1e18m), (string.Empty, 1m),
    ];

    public static bool TryParse(string text, [NotNullWhen(true)] out CelQuantity? quantity)
    {
        foreach (var (suffix, factor) in Suffixes)
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal)) continue;
            if (!decimal.TryParse(text.AsSpan(0, text.Length - suffix.Length), Number, CultureInfo.InvariantCulture, out var number)) continue;
            quantity = new(number * factor);
            return true;
        }
        quantity = null;
        return false;
    }
}
