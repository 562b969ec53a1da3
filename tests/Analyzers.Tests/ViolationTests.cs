using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Loadline.Registry.Map;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Loadline.Analyzers.Tests;

/// <summary>
/// The files under Violations are full of what the rules forbid, with the rule's number at the end of the line, and of what looks
/// like it and is allowed. Every line must be judged as marked.
/// </summary>
public sealed partial class ViolationTests
{
    private const int Expected = 39;

    private static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers =
    [
        new ConcurrentSizeAnalyzer(), new AtomicOnlyAnalyzer(), new PublishedTypeAnalyzer(), new LockFreeAnalyzer(), new TornFieldAnalyzer(),
    ];

    public static TheoryData<string> Files => [.. typeof(ViolationTests).Assembly.GetManifestResourceNames()];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Each_marked_line_is_reported_and_no_other(string file)
    {
        var source = Read(file);

        var reported = await ReportAsync(source);

        Assert.Equal(Marked(source), reported);
    }

    [Fact]
    public async Task The_number_of_violations_is_the_one_that_is_expected()
    {
        var reported = 0;
        foreach (var file in typeof(ViolationTests).Assembly.GetManifestResourceNames()) reported += (await ReportAsync(Read(file))).Length;

        Assert.Equal(Expected, reported);
    }

    [Fact]
    public void Every_rule_is_an_error_that_is_on_by_default()
    {
        var rules = Analyzers.SelectMany(static a => a.SupportedDiagnostics).ToArray();

        Assert.Equal(["LL1001", "LL1002", "LL1003", "LL1004", "LL1005"], rules.Select(static r => r.Id).Order(StringComparer.Ordinal));
        Assert.All(rules, static rule => Assert.True(rule is { DefaultSeverity: DiagnosticSeverity.Error, IsEnabledByDefault: true }));
    }

    private static string[] Marked(string source) =>
        [.. source.Split('\n').Select(static (text, line) => (Match: Mark().Match(text), Line: line + 1))
            .Where(static m => m.Match.Success).Select(static m => $"{m.Line}: {m.Match.Groups[1].Value}")];

    private static async Task<string[]> ReportAsync(string source)
    {
        var tree = CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Preview));
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Append(typeof(PublishedAttribute).Assembly.Location);
        var compilation = CSharpCompilation.Create(
            "Violations", [tree], platform.Select(static path => MetadataReference.CreateFromFile(path)), new(OutputKind.DynamicallyLinkedLibrary));
        Assert.Empty(compilation.GetDiagnostics().Where(static d => d.Severity == DiagnosticSeverity.Error));
        var found = await compilation.WithAnalyzers(Analyzers).GetAnalyzerDiagnosticsAsync();
        return [.. found.Select(static d => (Line: d.Location.GetLineSpan().StartLinePosition.Line + 1, d.Id)).Order().Select(static d => $"{d.Line}: {d.Id}")];
    }

    private static string Read(string file)
    {
        using var reader = new StreamReader(typeof(ViolationTests).Assembly.GetManifestResourceStream(file)!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"// (LL\d{4})\r?$")]
    private static partial Regex Mark();
}
