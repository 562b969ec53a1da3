using System.Globalization;
using System.Text;

namespace Loadline.Simulator.Objects.Cel;

/// <summary>Conversions between types, and optionals.</summary>
internal static class CelConversions
{
    public static IReadOnlyDictionary<string, Func<object?[], object?>> Functions { get; } = new Dictionary<string, Func<object?[], object?>>
    {
        ["int"] = a => Int(a[0]),
        ["uint"] = a => Int(a[0]) is var number and >= 0 ? (ulong)number : throw new CelException("unsigned integer overflow"),
        ["double"] = a => Double(a[0]),
        ["string"] = a => CelValues.Print(a[0]),
        ["bytes"] = a => a[0] is string text ? Encoding.UTF8.GetBytes(text) : throw CelException.NoSuchOverload(),
        ["bool"] = a => a[0] switch
        {
            bool flag => flag,
            "true" or "True" or "TRUE" or "t" or "1" => true,
            "false" or "False" or "FALSE" or "f" or "0" => false,
            _ => throw new CelException("type conversion error from 'string' to 'bool'"),
        },
        ["duration"] = a => a[0] is TimeSpan ? a[0] : a[0] is string text && GoDuration.TryParse(text, out var duration)
            ? duration
            : throw new CelException($"invalid duration {a[0]}"),
        ["timestamp"] = a => Timestamp(a[0]),
        ["dyn"] = a => a[0],
        ["type"] = a => CelValues.TypeOf(a[0]),
        ["optional.of"] = a => new CelOptional(true, a[0]),
        ["optional.none"] = _ => CelOptional.None,
        ["optional.ofNonZeroValue"] = a => IsZero(a[0]) ? CelOptional.None : new CelOptional(true, a[0]),
    };

    private static long Int(object? value) => value switch
    {
        long number => number,
        ulong number => number <= long.MaxValue ? (long)number : throw new CelException("integer overflow"),
        double number => Math.Abs(number) < 9.2e18 ? (long)number : throw new CelException("integer overflow"),
        string text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        DateTimeOffset time => time.ToUnixTimeSeconds(),
        string => throw new CelException("type conversion error from 'string' to 'int'"),
        _ => throw CelException.NoSuchOverload(),
    };

    private static double Double(object? value) => value switch
    {
        double number => number,
        long number => number,
        ulong number => number,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        string => throw new CelException("type conversion error from 'string' to 'double'"),
        _ => throw CelException.NoSuchOverload(),
    };

    private static DateTimeOffset Timestamp(object? value) => value switch
    {
        DateTimeOffset time => time,
        long seconds => DateTimeOffset.FromUnixTimeSeconds(seconds),
        string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time,
        _ => throw new CelException($"invalid timestamp {value}"),
    };

    private static bool IsZero(object? value) => value switch
    {
        null or false or 0L or 0UL or 0.0 or "" => true,
        ICelList list => list.Count == 0,
        ICelMap map => !map.Keys.Any(),
        _ => false,
    };
}
