namespace Loadline.Kubernetes.Client;

/// <summary>Comparison of resource versions within one resource of one cluster (RF14).</summary>
public static class ResourceVersion
{
    /// <summary>True for a decimal without leading zero that is not zero: the only form that may be compared.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> version) =>
        version.Length > 0 && version[0] != '0' && !version.ContainsAnyExceptInRange('0', '9');

    /// <summary>Compares two well-formed versions: negative when <paramref name="a"/> is older.</summary>
    /// <exception cref="ArgumentException">One of them is not well formed; guessing an order could lose an update.</exception>
    public static int Compare(string a, string b)
    {
        if (!IsWellFormed(a)) throw new ArgumentException($"'{a}' is not a comparable resourceVersion", nameof(a));
        if (!IsWellFormed(b)) throw new ArgumentException($"'{b}' is not a comparable resourceVersion", nameof(b));
        return a.Length != b.Length ? a.Length - b.Length : string.CompareOrdinal(a, b);
    }

    /// <summary>True when <paramref name="a"/> is known to be newer than <paramref name="b"/>; false when not comparable.</summary>
    public static bool IsNewer(string? a, string? b) =>
        a is not null && b is not null && IsWellFormed(a) && IsWellFormed(b) && Compare(a, b) > 0;

    /// <summary>True when <paramref name="a"/> is <paramref name="b"/> or known to be newer; false when not comparable.</summary>
    public static bool IsSameOrNewer(string? a, string? b) => a == b || IsNewer(a, b);
}
