using System.Globalization;
using System.Text;

namespace Loadline.Simulator.Objects.Cel;

/// <summary>Reads one string or bytes literal: single or triple quoted, raw or with escapes.</summary>
internal readonly ref struct CelStringReader
{
    public CelStringReader(string text, ref int at, string prefix)
    {
        at += prefix.Length;
        var raw = prefix.Contains('r', StringComparison.OrdinalIgnoreCase);
        var bytes = prefix.Contains('b', StringComparison.OrdinalIgnoreCase);
        var quote = text[at].ToString();
        var triple = quote + quote + quote;
        var end = string.CompareOrdinal(text, at, triple, 0, 3) == 0 ? triple : quote;
        at += end.Length;

        var value = new StringBuilder();
        while (string.CompareOrdinal(text, at, end, 0, end.Length) != 0)
        {
            if (at >= text.Length) throw new CelException("Syntax error: unterminated string literal");
            if (text[at] == '\\' && !raw)
                Escape(text, ref at, value);
            else
                value.Append(text[at++]);
        }
        at += end.Length;
        Value = bytes ? Encoding.UTF8.GetBytes(value.ToString()) : value.ToString();
    }

    public object Value { get; }

    private static void Escape(string text, ref int at, StringBuilder value)
    {
        if (at + 1 >= text.Length) throw new CelException("Syntax error: unterminated string literal");
        var c = text[at + 1];
        at += 2;
        switch (c)
        {
            case 'n': value.Append('\n'); break;
            case 't': value.Append('\t'); break;
            case 'r': value.Append('\r'); break;
            case 'a': value.Append('\a'); break;
            case 'b': value.Append('\b'); break;
            case 'f': value.Append('\f'); break;
            case 'v': value.Append('\v'); break;
            case '\\' or '\'' or '"' or '`' or '?': value.Append(c); break;
            case 'x' or 'X': CodePoint(text, ref at, 2, value); break;
            case 'u': CodePoint(text, ref at, 4, value); break;
            case 'U': CodePoint(text, ref at, 8, value); break;
            default: throw new CelException($"Syntax error: unknown escape \\{c}");
        }
    }

    private static void CodePoint(string text, ref int at, int digits, StringBuilder value)
    {
        if (at + digits > text.Length
            || !int.TryParse(text.AsSpan(at, digits), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var point) || !Rune.IsValid(point))
            throw new CelException("Syntax error: malformed escape");
        at += digits;
        value.Append(new Rune(point).ToString());
    }
}
