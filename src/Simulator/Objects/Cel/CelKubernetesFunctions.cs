using System.Net;
using System.Net.Sockets;

namespace Loadline.Simulator.Objects.Cel;

/// <summary>Kubernetes' own additions: quantities, URLs, addresses.</summary>
internal static class CelKubernetesFunctions
{
    public static IReadOnlyDictionary<string, Func<object?[], object?>> Functions { get; } = new Dictionary<string, Func<object?[], object?>>
    {
        ["quantity"] = a => CelQuantity.TryParse(Text(a[0]), out var quantity)
            ? quantity
            : throw new CelException("quantities must match the regular expression"),
        ["isQuantity"] = a => CelQuantity.TryParse(Text(a[0]), out _),
        ["isURL"] = a => IsUrl(Text(a[0])),
        ["isIP"] = a => IPAddress.TryParse(Text(a[0]), out var address)
            && (address.AddressFamily == AddressFamily.InterNetworkV6 || Text(a[0]).Count(c => c == '.') == 3),
        ["isCIDR"] = a => Text(a[0]).Contains('/', StringComparison.Ordinal) && IPNetwork.TryParse(Text(a[0]), out _),
    };

    public static IReadOnlyDictionary<string, Func<object?[], object?>> Methods { get; } = new Dictionary<string, Func<object?[], object?>>
    {
        ["isGreaterThan"] = a => Quantity(a[0]) > Quantity(a[1]),
        ["isLessThan"] = a => Quantity(a[0]) < Quantity(a[1]),
        ["compareTo"] = a => (long)Quantity(a[0]).CompareTo(Quantity(a[1])),
        ["isInteger"] = a => Quantity(a[0]) == decimal.Truncate(Quantity(a[0])),
        ["asInteger"] = a => Quantity(a[0]) is var number && number == decimal.Truncate(number)
            ? (long)number
            : throw new CelException("cannot convert value to integer"),
        ["asApproximateFloat"] = a => (double)Quantity(a[0]),
        ["sign"] = a => (long)Math.Sign(Quantity(a[0])),
        ["add"] = a => new CelQuantity(Quantity(a[0]) + Amount(a[1])),
        ["sub"] = a => new CelQuantity(Quantity(a[0]) - Amount(a[1])),
    };

    private static bool IsUrl(string text) => text.StartsWith('/') || Uri.TryCreate(text, UriKind.Absolute, out _);

    private static decimal Quantity(object? value) => value is CelQuantity quantity ? quantity.Value : throw CelException.NoSuchOverload();

    private static decimal Amount(object? value) => value is long number ? number : Quantity(value);

    private static string Text(object? value) => value as string ?? throw CelException.NoSuchOverload();
}
