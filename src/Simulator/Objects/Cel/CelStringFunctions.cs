using System.Text;

namespace Loadline.Simulator.Objects.Cel;

/// <summary>Methods of strings. Positions count code points, as in CEL.</summary>
internal static class CelStringFunctions
{
    public static IReadOnlyDictionary<string, Func<object?[], object?>> Methods { get; } = new Dictionary<string, Func<object?[], object?>>
    {
        ["matches"] = a => Pattern(Text(a, 1)).IsMatch(Text(a, 0)),
        ["find"] = a => Pattern(Text(a, 1)).Match(Text(a, 0)).Value,
        ["findAll"] = a => new CelList(
            [.. Pattern(Text(a, 1)).Matches(Text(a, 0)).Take(a.Length > 2 ? Limit(a[2]) : int.MaxValue).Select(m => m.Value)]),
        ["startsWith"] = a => Text(a, 0).StartsWith(Text(a, 1), StringComparison.Ordinal),
        ["endsWith"] = a => Text(a, 0).EndsWith(Text(a, 1), StringComparison.Ordinal),
        ["contains"] = a => Text(a, 0).Contains(Text(a, 1), StringComparison.Ordinal),
        ["charAt"] = a => CharAt(Runes(Text(a, 0)), Number(a, 1)),
        ["lowerAscii"] = a => Text(a, 0).ToLowerInvariant(),
        ["upperAscii"] = a => Text(a, 0).ToUpperInvariant(),
        ["trim"] = a => Text(a, 0).Trim(),
        ["replace"] = Replace,
        ["split"] = Split,
        ["substring"] = Substring,
        ["join"] = a => List(a).Items().All(i => i is string)
            ? string.Join(a.Length > 1 ? Text(a, 1) : string.Empty, List(a).Items())
            : throw CelException.NoSuchOverload(),
    };

    internal static long IndexOf(string text, string part, bool last)
    {
        var at = last ? text.LastIndexOf(part, StringComparison.Ordinal) : text.IndexOf(part, StringComparison.Ordinal);
        return at < 0 ? -1 : text[..at].EnumerateRunes().Count();
    }

    internal static long Length(string text) => text.EnumerateRunes().Count();

    private static System.Text.RegularExpressions.Regex Pattern(string pattern)
    {
        try
        {
            return GoRegex.Compile(pattern);
        }
        catch (ArgumentException)
        {
            throw new CelException($"error parsing regexp: {pattern}");
        }
    }

    private static string Replace(object?[] a)
    {
        var limit = a.Length > 3 ? Limit(a[3]) : int.MaxValue;
        var (text, old, with) = (Text(a, 0), Text(a, 1), Text(a, 2));
        var result = new StringBuilder();
        var from = 0;
        for (var i = 0; i < limit && old.Length > 0; i++)
        {
            var at = text.IndexOf(old, from, StringComparison.Ordinal);
            if (at < 0) break;
            result.Append(text, from, at - from).Append(with);
            from = at + old.Length;
        }
        return result.Append(text, from, text.Length - from).ToString();
    }

    private static CelList Split(object?[] a)
    {
        var limit = a.Length > 2 ? Limit(a[2]) : int.MaxValue;
        if (limit == 0) return new([]);
        var (text, separator) = (Text(a, 0), Text(a, 1));
        return separator.Length == 0
            ? new([.. text.EnumerateRunes().Select(r => r.ToString())])
            : new([.. text.Split(separator, limit)]);
    }

    private static string Substring(object?[] a)
    {
        var runes = Runes(Text(a, 0));
        var start = Number(a, 1);
        var end = a.Length > 2 ? Number(a, 2) : runes.Length;
        if (start < 0 || end > runes.Length || start > end) throw new CelException($"index out of range: {start}");
        return string.Concat(runes[(int)start..(int)end].Select(r => r.ToString()));
    }

    private static string CharAt(Rune[] runes, long at) => at == runes.Length ? string.Empty
        : at >= 0 && at < runes.Length ? runes[at].ToString() : throw new CelException($"index out of range: {at}");

    private static Rune[] Runes(string text) => [.. text.EnumerateRunes()];

    private static string Text(object?[] arguments, int at) =>
        at < arguments.Length && arguments[at] is string text ? text : throw CelException.NoSuchOverload();

    private static long Number(object?[] arguments, int at) => arguments[at] as long? ?? throw CelException.NoSuchOverload();

    private static int Limit(object? value) => value is long number ? number < 0 ? int.MaxValue : (int)Math.Min(number, int.MaxValue)
        : throw CelException.NoSuchOverload();

    private static ICelList List(object?[] arguments) => arguments[0] as ICelList ?? throw CelException.NoSuchOverload();
}
