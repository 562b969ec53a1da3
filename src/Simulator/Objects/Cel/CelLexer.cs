using System.Globalization;

namespace Loadline.Simulator.Objects.Cel;

/// <summary>Splits an expression into tokens.</summary>
internal sealed class CelLexer(string text)
{
    private static readonly string[] Symbols =
    [
        "&&", "||", "==", "!=", "<=", ">=", ".?", "[?", "(", ")", "[", "]", "{", "}", ".", ",", ":", "?", "!", "-", "+", "*", "/", "%", "<", ">",
    ];

    private int at;

    public static List<CelToken> Tokens(string text) => new CelLexer(text).All();

    private List<CelToken> All()
    {
        var tokens = new List<CelToken>();
        while (Next() is { } token)
            tokens.Add(token);
        tokens.Add(new(CelTokenKind.End, "end of expression", null, at));
        return tokens;
    }

    private CelToken? Next()
    {
        SkipBlank();
        if (at >= text.Length) return null;
        var start = at;
        if (StringStart() is { } prefix) return new(CelTokenKind.Literal, "string", new CelStringReader(text, ref at, prefix).Value, start);
        if (char.IsAsciiDigit(text[at])) return new(CelTokenKind.Literal, "number", Number(), start);
        if (IsIdentifier(text[at])) return Word(start);
        foreach (var symbol in Symbols)
            if (string.CompareOrdinal(text, at, symbol, 0, symbol.Length) == 0)
            {
                at += symbol.Length;
                return new(CelTokenKind.Symbol, symbol, null, start);
            }
        throw new CelException($"Syntax error at {at + 1}: unexpected character '{text[at]}'");
    }

    private void SkipBlank()
    {
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]))
                at++;
            else if (text[at] == '/' && at + 1 < text.Length && text[at + 1] == '/')
                while (at < text.Length && text[at] != '\n') at++;
            else
                return;
        }
    }

    /// <summary>The prefix letters (r, b, rb, ...) when a string literal starts here.</summary>
    private string? StringStart()
    {
        var letters = 0;
        while (letters < 2 && at + letters < text.Length && text[at + letters] is 'r' or 'R' or 'b' or 'B') letters++;
        return at + letters < text.Length && text[at + letters] is '"' or '\'' ? text.Substring(at, letters) : null;
    }

    private CelToken Word(int start)
    {
        while (at < text.Length && (IsIdentifier(text[at]) || char.IsAsciiDigit(text[at]))) at++;
        var word = text[start..at];
        return word switch
        {
            "true" => new(CelTokenKind.Literal, word, true, start),
            "false" => new(CelTokenKind.Literal, word, false, start),
            "null" => new(CelTokenKind.Literal, word, null, start),
            "in" => new(CelTokenKind.Symbol, word, null, start),
            _ => new(CelTokenKind.Identifier, word, null, start),
        };
    }

    private object Number()
    {
        var start = at;
        if (text[at] == '0' && at + 1 < text.Length && text[at + 1] is 'x' or 'X')
        {
            at += 2;
            while (at < text.Length && char.IsAsciiHexDigit(text[at])) at++;
            return Whole(text[(start + 2)..at], NumberStyles.AllowHexSpecifier);
        }

        Digits();
        var isDouble = false;
        if (at + 1 < text.Length && text[at] == '.' && char.IsAsciiDigit(text[at + 1]))
        {
            isDouble = true;
            at++;
            Digits();
        }
        if (at < text.Length && text[at] is 'e' or 'E')
        {
            isDouble = true;
            at++;
            if (at < text.Length && text[at] is '+' or '-') at++;
            Digits();
        }
        var number = text[start..at];
        return isDouble ? double.Parse(number, CultureInfo.InvariantCulture) : Whole(number, NumberStyles.None);
    }

    /// <summary>An unsigned number when a <c>u</c> follows, else a signed one.</summary>
    private object Whole(string digits, NumberStyles style)
    {
        var isUnsigned = at < text.Length && text[at] is 'u' or 'U';
        if (isUnsigned) at++;
        if (!ulong.TryParse(digits, style, CultureInfo.InvariantCulture, out var number) || (!isUnsigned && number > long.MaxValue))
            throw new CelException($"invalid int literal {digits}");
        object value = number;
        if (!isUnsigned) value = (long)number;
        return value;
    }

    private void Digits()
    {
        while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
    }

    private static bool IsIdentifier(char c) => char.IsAsciiLetter(c) || c == '_';
}
