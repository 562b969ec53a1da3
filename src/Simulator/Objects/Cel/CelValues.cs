using System.Globalization;
using System.Text;

namespace Loadline.Simulator.Objects.Cel;

/// <summary>
/// CEL values in .NET: null, bool, long, ulong, double, string, byte[], DateTimeOffset, TimeSpan, <see cref="ICelList"/>, <see cref="ICelMap"/>,
/// <see cref="CelOptional"/>, <see cref="CelQuantity"/> and <see cref="CelType"/>.
/// </summary>
internal static class CelValues
{
    public static bool Equal(object? a, object? b) => (a, b) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (string x, string y) => x == y,
        (bool x, bool y) => x == y,
        (byte[] x, byte[] y) => x.AsSpan().SequenceEqual(y),
        (ICelList x, ICelList y) => x.EqualTo(y),
        (ICelMap x, ICelMap y) => Equal(x, y),
        _ when IsNumber(a) && IsNumber(b) => CompareNumbers(a, b) == 0,
        _ => a.Equals(b),
    };

    /// <exception cref="CelException">The values have no order.</exception>
    public static int Compare(object? a, object? b) => (a, b) switch
    {
        (string x, string y) => string.CompareOrdinal(x, y),
        (bool x, bool y) => x.CompareTo(y),
        (DateTimeOffset x, DateTimeOffset y) => x.CompareTo(y),
        (TimeSpan x, TimeSpan y) => x.CompareTo(y),
        (byte[] x, byte[] y) => x.AsSpan().SequenceCompareTo(y),
        _ when IsNumber(a) && IsNumber(b) => CompareNumbers(a!, b!),
        _ => throw CelException.NoSuchOverload(),
    };

    public static bool IsNumber(object? value) => value is long or ulong or double;

    public static CelType TypeOf(object? value) => new(value switch
    {
        null => "null_type",
        bool => "bool",
        long => "int",
        ulong => "uint",
        double => "double",
        string => "string",
        byte[] => "bytes",
        DateTimeOffset => "google.protobuf.Timestamp",
        TimeSpan => "google.protobuf.Duration",
        ICelList => "list",
        ICelMap => "map",
        CelOptional => "optional_type",
        CelQuantity => "kubernetes.Quantity",
        _ => "type",
    });

    public static string Print(object? value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        long number => number.ToString(CultureInfo.InvariantCulture),
        ulong number => number.ToString(CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        TimeSpan duration => GoDuration.Print(duration),
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
        CelType type => type.Name,
        _ => throw CelException.NoSuchOverload(),
    };

    private static bool Equal(ICelMap a, ICelMap b)
    {
        var keys = a.Keys.ToList();
        return keys.Count == b.Keys.Count() && keys.TrueForAll(k => a.TryGet(k, out var x) && b.TryGet(k, out var y) && Equal(x, y));
    }

    private static int CompareNumbers(object a, object b) => (a, b) switch
    {
        (long x, long y) => x.CompareTo(y),
        (ulong x, ulong y) => x.CompareTo(y),
        (double x, double y) => x.CompareTo(y),
        (double x, _) => x.CompareTo(Convert.ToDouble(b, CultureInfo.InvariantCulture)),
        (_, double y) => Convert.ToDouble(a, CultureInfo.InvariantCulture).CompareTo(y),
        _ => Convert.ToDecimal(a, CultureInfo.InvariantCulture).CompareTo(Convert.ToDecimal(b, CultureInfo.InvariantCulture)),
    };
}
