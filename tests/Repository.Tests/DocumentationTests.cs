using System.Text.RegularExpressions;

namespace Loadline.Repository.Tests;

public sealed partial class DocumentationTests
{
    public static TheoryData<string> Pages =>
        [.. RepositoryFiles.All.Where(path => path.EndsWith(".md", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_leads_to_a_file_and_a_heading_that_exist(string page)
    {
        var dead = Links(page).Where(link => !Resolves(page, link));

        Assert.Empty(dead);
    }

    [Fact]
    public void The_files_that_a_visitor_looks_for_are_there()
    {
        string[] expected =
            ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE", "docs/README.md", ".ci/run", ".ci/real-servers"];

        Assert.All(expected, path => Assert.True(RepositoryFiles.Exists(path), path));
    }

    [Fact]
    public void The_two_commands_of_the_readme_are_there()
    {
        var commands = Commands("README.md").ToArray();

        Assert.Contains("dotnet run --project src/Demo", commands);
        Assert.Contains("dotnet test", commands);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Commands_in_pages_name_projects_and_scripts_that_exist(string page)
    {
        var missing =
            from command in Commands(page)
            from Match match in RepositoryPath().Matches(command)
            let path = match.Groups["path"].Value.TrimEnd('/')
            where !RepositoryFiles.Exists(path)
            select $"{command} ({path})";

        Assert.Empty(missing);
    }

    private static IEnumerable<string> Links(string page) =>
        Link().Matches(Fence().Replace(RepositoryFiles.Read(page), "")).Select(match => match.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal));

    private static bool Resolves(string page, string link)
    {
        var (file, anchor) = link.Split('#', 2) is [var before, var after] ? (before, after) : (link, "");
        var folder = Path.GetDirectoryName(page) ?? "";
        var path = file.Length == 0 ? page : Path.GetRelativePath(RepositoryFiles.Root, Path.GetFullPath(Path.Combine(RepositoryFiles.Root, folder, file)));
        if (!RepositoryFiles.Exists(path))
            return false;
        return anchor.Length == 0 || Headings(path).Contains(anchor);
    }

    // GitHub's rule for anchors: lower case, punctuation gone, spaces to hyphens.
    private static IEnumerable<string> Headings(string path) =>
        Heading().Matches(Fence().Replace(RepositoryFiles.Read(path), ""))
            .Select(match => NotInAnchor().Replace(match.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    private static IEnumerable<string> Commands(string page) =>
        Fence().Matches(RepositoryFiles.Read(page))
            .Where(fence => fence.Groups["language"].Value is "sh" or "bash" or "console" or "")
            .SelectMany(fence => fence.Groups["text"].Value.Split('\n'))
            .Select(line => TrailingComment().Replace(line, "").Trim().TrimStart('$').Trim())
            .Where(line => line.Length > 0 && !line.StartsWith('#'));

    [GeneratedRegex("""\]\((?<target>[^)\s]+)(?:\s+"[^"]*")?\)""")]
    private static partial Regex Link();

    [GeneratedRegex("""^```(?<language>\w*)[^\n]*\n(?<text>[\s\S]*?)^```""", RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex("""^#{1,6} (?<text>.+)$""", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("""[^\w\- ]""")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex("""\s+#.*$""")]
    private static partial Regex TrailingComment();

    [GeneratedRegex("""(?:--project |dotnet (?:test|build|publish) |(?:^|\s)(?:-f |-k ))(?<path>(?:src|tests|bench|docs|deploy|samples)(?:/[\w.\-]+)*)|(?:^|\s)(?<path>\.ci/[\w\-]+)""")]
    private static partial Regex RepositoryPath();
}
