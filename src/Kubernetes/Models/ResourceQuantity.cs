using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Loadline.Kubernetes.Models;

/// <summary>
/// A quantity of a resource such as <c>500m</c>, <c>1.5</c>, <c>2Gi</c> or <c>1e3</c>, kept in thousandths so that comparison and
/// addition are exact. Values finer than a thousandth are rounded up, as the API server does.
/// </summary>
[JsonConverter(typeof(ResourceQuantityJsonConverter))]
public readonly record struct ResourceQuantity : IComparable<ResourceQuantity>
{
    private ResourceQuantity(Int128 milli) => Milli128 = milli;

    private Int128 Milli128 { get; }

    /// <summary>Zero.</summary>
    public static ResourceQuantity Zero => default;

    /// <summary>The value in thousandths, saturated to the range of a long.</summary>
    public long MilliValue => Milli128 > long.MaxValue ? long.MaxValue : Milli128 < long.MinValue ? long.MinValue : (long)Milli128;

    /// <summary>The value in whole units, rounded up, saturated to the range of a long.</summary>
    public long Value
    {
        get
        {
            var (quotient, remainder) = Int128.DivRem(Milli128, 1000);
            if (remainder > 0) quotient++;
            return quotient > long.MaxValue ? long.MaxValue : quotient < long.MinValue ? long.MinValue : (long)quotient;
        }
    }

    /// <summary>From thousandths.</summary>
    public static ResourceQuantity FromMilli(long milli) => new(milli);

    /// <summary>From whole units.</summary>
    public static ResourceQuantity FromValue(long value) => new((Int128)value * 1000);

    /// <summary>Sum.</summary>
    public static ResourceQuantity operator +(ResourceQuantity a, ResourceQuantity b) => new(a.Milli128 + b.Milli128);

    /// <summary>Difference; may be negative.</summary>
    public static ResourceQuantity operator -(ResourceQuantity a, ResourceQuantity b) => new(a.Milli128 - b.Milli128);

    /// <summary>Multiple.</summary>
    public static ResourceQuantity operator *(ResourceQuantity a, long n) => new(a.Milli128 * n);

    /// <summary>Less than.</summary>
    public static bool operator <(ResourceQuantity a, ResourceQuantity b) => a.Milli128 < b.Milli128;

    /// <summary>Greater than.</summary>
    public static bool operator >(ResourceQuantity a, ResourceQuantity b) => a.Milli128 > b.Milli128;

    /// <summary>Less than or equal.</summary>
    public static bool operator <=(ResourceQuantity a, ResourceQuantity b) => a.Milli128 <= b.Milli128;

    /// <summary>Greater than or equal.</summary>
    public static bool operator >=(ResourceQuantity a, ResourceQuantity b) => a.Milli128 >= b.Milli128;

    /// <inheritdoc/>
    public int CompareTo(ResourceQuantity other) => Milli128.CompareTo(other.Milli128);

    /// <summary>Parses the Kubernetes quantity grammar.</summary>
    /// <exception cref="FormatException">The text is not a quantity.</exception>
    public static ResourceQuantity Parse(string text) =>
        TryParse(text, out var quantity) ? quantity : throw new FormatException($"'{text}' is not a quantity (examples: 500m, 2, 1.5Gi, 1e3)");

    /// <summary>Parses the Kubernetes quantity grammar: a decimal number with a binary (Ki..Ei), decimal (n, u, m, k..E) or exponent suffix.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ResourceQuantity quantity)
    {
        quantity = default;
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is '.' || (end == 0 && text[end] is '+' or '-'))) end++;
        if (!decimal.TryParse(text[..end], NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return false;
        if (Scale(text[end..]) is not { } scale) return false;
        var milli = (BigInteger)decimal.Truncate(number) * scale.Numerator * 1000;
        var fraction = number - decimal.Truncate(number);
        // Fractions go through integers: 0.1Gi is not representable as a double, and the server rounds up, never down.
        var unscaled = (BigInteger)(fraction * 1_000_000_000_000m) * scale.Numerator * 1000;
        var numerator = milli * 1_000_000_000_000 + unscaled;
        var denominator = scale.Denominator * 1_000_000_000_000;
        var (quotient, remainder) = (BigInteger.DivRem(numerator, denominator, out var r), r);
        if (remainder > 0) quotient++;
        if (quotient > (BigInteger)Int128.MaxValue || quotient < (BigInteger)Int128.MinValue) return false;
        quantity = new((Int128)quotient);
        return true;
    }

    private static (BigInteger Numerator, BigInteger Denominator)? Scale(ReadOnlySpan<char> suffix)
    {
        switch (suffix)
        {
            case "": return (1, 1);
            case "n": return (1, 1_000_000_000);
            case "u": return (1, 1_000_000);
            case "m": return (1, 1000);
            case "k": return (1_000, 1);
            case "M": return (1_000_000, 1);
            case "G": return (1_000_000_000, 1);
            case "T": return (1_000_000_000_000, 1);
            case "P": return (1_000_000_000_000_000, 1);
            case "E": return (1_000_000_000_000_000_000, 1);
            case "Ki": return (BigInteger.One << 10, 1);
            case "Mi": return (BigInteger.One << 20, 1);
            case "Gi": return (BigInteger.One << 30, 1);
            case "Ti": return (BigInteger.One << 40, 1);
            case "Pi": return (BigInteger.One << 50, 1);
            case "Ei": return (BigInteger.One << 60, 1);
        }

        if (suffix[0] is not ('e' or 'E') || !int.TryParse(suffix[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent)
            || Math.Abs(exponent) > 24) return null;
        return exponent >= 0 ? (BigInteger.Pow(10, exponent), 1) : (1, BigInteger.Pow(10, -exponent));
    }

    /// <summary>Plain form: thousandths as <c>1500m</c>, whole values without a suffix.</summary>
    public override string ToString() =>
        Int128.DivRem(Milli128, 1000) is { Remainder: var r, Quotient: var q } && r == 0
            ? q.ToString(CultureInfo.InvariantCulture)
            : Milli128.ToString(CultureInfo.InvariantCulture) + "m";
}

/// <summary>Reads quantities from strings or numbers and writes strings.</summary>
public sealed class ResourceQuantityJsonConverter : JsonConverter<ResourceQuantity>
{
    /// <inheritdoc/>
    public override ResourceQuantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String
            ? reader.GetString()!
            : System.Text.Encoding.UTF8.GetString(reader.HasValueSequence ? System.Buffers.BuffersExtensions.ToArray(reader.ValueSequence) : reader.ValueSpan);
        return ResourceQuantity.TryParse(text, out var quantity) ? quantity : throw new JsonException($"'{text}' is not a quantity");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ResourceQuantity value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
