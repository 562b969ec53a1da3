using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;

namespace Loadline.Simulator.Objects;

/// <summary>Go's regular expressions on .NET's engine: linear time, ASCII classes, and <c>$</c> at the end of the text only.</summary>
internal static class GoRegex
{
    private static readonly ConcurrentDictionary<string, Regex> Compiled = new();

    /// <exception cref="ArgumentException">The pattern is not a regular expression.</exception>
    public static Regex Compile(string pattern) => Compiled.GetOrAdd(pattern,
        static p => new Regex(Translate(p), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));

    private static string Translate(string pattern)
    {
        var result = new StringBuilder(pattern.Length + 8);
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length)
                result.Append(Escape(pattern[++i], inClass));
            else if (c == '$' && !inClass)
                result.Append(@"\z");
            else
            {
                if (c == '[') inClass = true;
                else if (c == ']') inClass = false;
                result.Append(c);
            }
        }
        return result.ToString();
    }

    private static string Escape(char c, bool inClass) => (c, inClass) switch
    {
        ('d', true) => "0-9",
        ('d', false) => "[0-9]",
        ('D', false) => "[^0-9]",
        ('w', true) => "0-9A-Za-z_",
        ('w', false) => "[0-9A-Za-z_]",
        ('W', false) => "[^0-9A-Za-z_]",
        ('s', true) => @"\t\n\f\r ",
        ('s', false) => @"[\t\n\f\r ]",
        ('S', false) => @"[^\t\n\f\r ]",
        _ => "\\" + c,
    };
}
