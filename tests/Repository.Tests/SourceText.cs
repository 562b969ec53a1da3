using System.Text.RegularExpressions;

namespace Loadline.Repository.Tests;

/// <summary>A source file without its comments and string literals, so that a word in prose is no finding.</summary>
internal static partial class SourceText
{
    public static string Code(string path) => Prose().Replace(RepositoryFiles.Read(path), match => new string('\n', match.Value.Count(c => c == '\n')));

    /// <summary>"path:line: text" of each line of code that the pattern matches.</summary>
    public static IEnumerable<string> Find(string path, Regex pattern) =>
        Code(path).Split('\n')
            .Select((text, index) => (text, number: index + 1))
            .Where(line => pattern.IsMatch(line.text))
            .Select(line => $"{path}:{line.number}: {line.text.Trim()}");

    [GeneratedRegex("""
        "{3,}[\s\S]*?"{3,} | @"(?:[^"]|"")*" | "(?:\\.|[^"\\\n])*" | //[^\n]* | /\*[\s\S]*?\*/
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Prose();
}
