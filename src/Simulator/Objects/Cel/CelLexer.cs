using System.Globalization;

namespace Loadline.Simulator.Objects.Cel;

/// <summary>Splits an expression into tokens.</summary>
internal sealed class CelLexer(string text)
{
    private static readonly string[] Symbols =
    [
        "&&", "||", "==", "!=", "<=", ">=", ".?", "[?", "(", ")", "[", "]", "{", "}", ".", ",", ":", "?", "!", "-", "+", "*", "/", "%", "<", ">",
    ];

    private int _at;

    public static List<CelToken> Tokens(string text) => new CelLexer(text).All();

    private List<CelToken> All()
    {
        var tokens = new List<CelToken>();
        while (Next() is { } token)
            tokens.Add(token);
        tokens.Add(new(CelTokenKind.End, "end of expression", null, _at));
        return tokens;
    }

    private CelToken? Next()
    {
        SkipBlank();
        if (_at >= text.Length) return null;
        var start = _at;
        if (StringStart() is { } prefix) return new(CelTokenKind.Literal, "string", new CelStringReader(text, ref _at, prefix).Value, start);
        if (char.IsAsciiDigit(text[_at])) return new(CelTokenKind.Literal, "number", Number(), start);
        if (IsIdentifier(text[_at])) return Word(start);
        foreach (var symbol in Symbols)
            if (string.CompareOrdinal(text, _at, symbol, 0, symbol.Length) == 0)
            {
                _at += symbol.Length;
                return new(CelTokenKind.Symbol, symbol, null, start);
            }
        throw new CelException($"Syntax error at {_at + 1}: unexpected character '{text[_at]}'");
    }

    private void SkipBlank()
    {
        while (_at < text.Length)
        {
            if (char.IsWhiteSpace(text[_at]))
                _at++;
            else if (text[_at] == '/' && _at + 1 < text.Length && text[_at + 1] == '/')
                while (_at < text.Length && text[_at] != '\n') _at++;
            else
                return;
        }
    }

    /// <summary>The prefix letters (r, b, rb, ...) when a string literal starts here.</summary>
    private string? StringStart()
    {
        var letters = 0;
        while (letters < 2 && _at + letters < text.Length && text[_at + letters] is 'r' or 'R' or 'b' or 'B') letters++;
        return _at + letters < text.Length && text[_at + letters] is '"' or '\'' ? text.Substring(_at, letters) : null;
    }

    private CelToken Word(int start)
    {
        while (_at < text.Length && (IsIdentifier(text[_at]) || char.IsAsciiDigit(text[_at]))) _at++;
        var word = text[start.._at];
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
        var start = _at;
        if (text[_at] == '0' && _at + 1 < text.Length && text[_at + 1] is 'x' or 'X')
        {
            _at += 2;
            while (_at < text.Length && char.IsAsciiHexDigit(text[_at])) _at++;
            return Whole(text[(start + 2).._at], NumberStyles.AllowHexSpecifier);
        }

        Digits();
        var isDouble = false;
        if (_at + 1 < text.Length && text[_at] == '.' && char.IsAsciiDigit(text[_at + 1]))
        {
            isDouble = true;
            _at++;
            Digits();
        }
        if (_at < text.Length && text[_at] is 'e' or 'E')
        {
            isDouble = true;
            _at++;
            if (_at < text.Length && text[_at] is '+' or '-') _at++;
            Digits();
        }
        var number = text[start.._at];
        return isDouble ? double.Parse(number, CultureInfo.InvariantCulture) : Whole(number, NumberStyles.None);
    }

    /// <summary>An unsigned number when a <c>u</c> follows, else a signed one.</summary>
    private object Whole(string digits, NumberStyles style)
    {
        var isUnsigned = _at < text.Length && text[_at] is 'u' or 'U';
        if (isUnsigned) _at++;
        if (!ulong.TryParse(digits, style, CultureInfo.InvariantCulture, out var number) || (!isUnsigned && number > long.MaxValue))
            throw new CelException($"invalid int literal {digits}");
        object value = number;
        if (!isUnsigned) value = (long)number;
        return value;
    }

    private void Digits()
    {
        while (_at < text.Length && char.IsAsciiDigit(text[_at])) _at++;
    }

    private static bool IsIdentifier(char c) => char.IsAsciiLetter(c) || c == '_';
}
