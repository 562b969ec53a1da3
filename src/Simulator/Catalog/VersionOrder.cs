using System.Globalization;
using System.Text.RegularExpressions;

namespace Loadline.Simulator.Catalog;

/// <summary>Kubernetes' version priority: v2 &gt; v1 &gt; v1beta2 &gt; v1beta1 &gt; v1alpha1 &gt; anything else by name.</summary>
internal sealed partial class VersionOrder : IComparer<string>
{
    public static readonly VersionOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        var (a, b) = (Rank(x ?? ""), Rank(y ?? ""));
        var byRank = a.CompareTo(b);
        return byRank != 0 ? byRank : string.CompareOrdinal(y, x);
    }

    private static (int Stability, int Major, int Minor) Rank(string version)
    {
        var match = Pattern().Match(version);
        if (!match.Success) return (0, 0, 0);
        var stability = match.Groups[2].Value switch { "alpha" => 1, "beta" => 2, _ => 3 };
        return (stability, Number(match.Groups[1]), match.Groups[3].Success ? Number(match.Groups[3]) : 0);
    }

    private static int Number(Group group) => int.TryParse(group.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex("^v([1-9][0-9]*)(?:(alpha|beta)([1-9][0-9]*))?$")]
    private static partial Regex Pattern();
}
