using System.Globalization;
using System.Text;

namespace Loadline.Operator.Metrics.Prometheus;

/// <summary>
/// Numbers as Go's <c>FormatFloat(v, 'g', -1, 64)</c> prints them: the shortest digits that read back the same, with an
/// exponent from 1e+21 up and below 1e-4. Other exporters print "le" this way, so series keep their identity.
/// </summary>
internal static class GoNumber
{
    public const int MaxLength = 40;

    private const int MaxFixedExponent = 21;

    /// <param name="value">The number.</param>
    /// <param name="into">At least <see cref="MaxLength"/> bytes.</param>
    /// <param name="dot">Whether a whole number gets ".0", as OpenMetrics wants in "le".</param>
    /// <returns>Bytes written.</returns>
    public static int Format(double value, Span<byte> into, bool dot)
    {
        if (double.IsNaN(value))
        {
            return Copy("NaN"u8, into);
        }

        if (double.IsInfinity(value))
        {
            return Copy(value > 0 ? "+Inf"u8 : "-Inf"u8, into);
        }

        if (value == 0)
        {
            return Copy(dot ? "0.0"u8 : "0"u8, into);
        }

        Span<byte> digits = stackalloc byte[24];
        var exponent = Digits(Math.Abs(value), ref digits);
        var length = 0;
        if (value < 0)
        {
            into[length++] = (byte)'-';
        }

        return length + (exponent is < -4 or >= MaxFixedExponent
            ? Scientific(digits, exponent, into[length..])
            : Fixed(digits, exponent, into[length..], dot));
    }

    /// <summary>The shortest digits without zeros at either end, and the exponent of the first. .NET has two layouts for them.</summary>
    private static int Digits(double value, ref Span<byte> digits)
    {
        Span<byte> buffer = stackalloc byte[32];
        value.TryFormat(buffer, out var written, "R", CultureInfo.InvariantCulture);
        ReadOnlySpan<byte> text = buffer[..written];
        var mark = text.IndexOf((byte)'E');
        var mantissa = mark < 0 ? text : text[..mark];
        var point = mantissa.IndexOf((byte)'.');
        var first = mantissa.IndexOfAnyInRange((byte)'1', (byte)'9');
        var whole = point < 0 ? mantissa.Length : point;
        var exponent = first < whole ? whole - 1 - first : whole - first;
        if (mark >= 0)
        {
            exponent += int.Parse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        }

        var count = 0;
        foreach (var c in mantissa[first..])
        {
            if (c != '.')
            {
                digits[count++] = c;
            }
        }

        digits = digits[..count].TrimEnd((byte)'0');
        return exponent;
    }

    private static int Scientific(ReadOnlySpan<byte> digits, int exponent, Span<byte> into)
    {
        var length = 0;
        into[length++] = digits[0];
        if (digits.Length > 1)
        {
            into[length++] = (byte)'.';
            length += Copy(digits[1..], into[length..]);
        }

        into[length++] = (byte)'e';
        into[length++] = (byte)(exponent < 0 ? '-' : '+');
        Math.Abs(exponent).TryFormat(into[length..], out var written, "00", CultureInfo.InvariantCulture);
        return length + written;
    }

    private static int Fixed(ReadOnlySpan<byte> digits, int exponent, Span<byte> into, bool dot)
    {
        var length = 0;
        if (exponent < 0)
        {
            length += Copy("0."u8, into);
            into.Slice(length, -exponent - 1).Fill((byte)'0');
            length += -exponent - 1;
            return length + Copy(digits, into[length..]);
        }

        var whole = exponent + 1;
        if (digits.Length > whole)
        {
            length += Copy(digits[..whole], into);
            into[length++] = (byte)'.';
            return length + Copy(digits[whole..], into[length..]);
        }

        length += Copy(digits, into);
        into.Slice(length, whole - digits.Length).Fill((byte)'0');
        length += whole - digits.Length;
        return dot ? length + Copy(".0"u8, into[length..]) : length;
    }

    private static int Copy(ReadOnlySpan<byte> text, Span<byte> into)
    {
        text.CopyTo(into);
        return text.Length;
    }

    /// <summary>The same as text.</summary>
    public static string Text(double value, bool dot = false)
    {
        Span<byte> bytes = stackalloc byte[MaxLength];
        return Encoding.ASCII.GetString(bytes[..Format(value, bytes, dot)]);
    }
}
