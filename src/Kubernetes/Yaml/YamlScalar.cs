using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Loadline.Kubernetes.Yaml;

internal enum YamlScalarKind : byte
{
    Text,
    Null,
    True,
    False,
    Number,
    NotFinite,
}

/// <summary>
/// YAML 1.2 core schema: what an unquoted word means. Numbers with leading zeros stay text, because "012" is 10 to some
/// readers and 12 to others, and neither is what the author of a version or an id meant.
/// </summary>
internal static class YamlScalar
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    public static YamlScalarKind Classify(ReadOnlySpan<char> text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => YamlScalarKind.Null,
        "true" or "True" or "TRUE" => YamlScalarKind.True,
        "false" or "False" or "FALSE" => YamlScalarKind.False,
        ".nan" or ".NaN" or ".NAN" => YamlScalarKind.NotFinite,
        _ when IsInfinity(text) => YamlScalarKind.NotFinite,
        _ when IsPrefixed(text) || IsDecimal(text) => YamlScalarKind.Number,
        _ => YamlScalarKind.Text,
    };

    /// <summary>Writes a word that <see cref="Classify"/> called a number, digits unchanged where JSON allows it.</summary>
    public static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<char> text)
    {
        if (IsPrefixed(text))
        {
            var digits = text[2..];
            json.WriteNumberValue(text[1] == 'x'
                ? ulong.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
                : Octal(digits));
            return;
        }

        Span<char> normal = text.Length < 256 ? stackalloc char[text.Length + 2] : new char[text.Length + 2];
        json.WriteRawValue(normal[..Normalise(text, normal)], skipInputValidation: false);
    }

    private static bool IsInfinity(ReadOnlySpan<char> text) =>
        (text is ['+' or '-', ..] ? text[1..] : text) is ".inf" or ".Inf" or ".INF";

    private static bool IsPrefixed(ReadOnlySpan<char> text) => text switch
    {
        ['0', 'x', .. var hex] => hex.Length is > 0 and <= 16 && !hex.ContainsAnyExcept(HexDigits),
        ['0', 'o', .. var octal] => octal.Length is > 0 and <= 21 && !octal.ContainsAnyExceptInRange('0', '7'),
        _ => false,
    };

    private static bool IsDecimal(ReadOnlySpan<char> text)
    {
        var rest = text is ['+' or '-', ..] ? text[1..] : text;
        var whole = Digits(rest);
        if (whole > 1 && rest[0] == '0')
        {
            return false;
        }

        rest = rest[whole..];
        var fraction = 0;
        if (rest is ['.', ..])
        {
            fraction = Digits(rest[1..]);
            rest = rest[(fraction + 1)..];
        }

        if (whole + fraction == 0)
        {
            return false;
        }

        if (rest is ['e' or 'E', ..])
        {
            rest = rest[1..];
            rest = rest is ['+' or '-', ..] ? rest[1..] : rest;
            var exponent = Digits(rest);
            return exponent > 0 && exponent == rest.Length;
        }

        return rest.IsEmpty;
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }

    /// <summary>YAML allows "+1", ".5" and "1."; JSON wants "1", "0.5" and "1.0".</summary>
    private static int Normalise(ReadOnlySpan<char> text, Span<char> into)
    {
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '+' && i == 0)
            {
                continue;
            }

            if (c != '.')
            {
                into[length++] = c;
                continue;
            }

            if (length == 0 || into[length - 1] == '-')
            {
                into[length++] = '0';
            }

            into[length++] = '.';
            if (i + 1 == text.Length || !char.IsAsciiDigit(text[i + 1]))
            {
                into[length++] = '0';
            }
        }

        return length;
    }

    private static ulong Octal(ReadOnlySpan<char> digits)
    {
        var value = 0UL;
        foreach (var digit in digits)
        {
            value = (value << 3) | (uint)(digit - '0');
        }

        return value;
    }
}
