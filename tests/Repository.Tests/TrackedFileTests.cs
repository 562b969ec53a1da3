using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Loadline.Repository.Tests;

public sealed partial class TrackedFileTests
{
    private static readonly string[] Binary = [".png", ".ico", ".gz", ".zip", ".pfx", ".dll"];

    [Fact]
    public void No_file_names_a_path_of_somebodys_machine()
    {
        var findings =
            from path in RepositoryFiles.All
            where !Binary.Contains(Path.GetExtension(path)) && Path.GetFileName(path) != "TrackedFileTests.cs"
            from line in RepositoryFiles.Lines(path)
            where MachinePath().IsMatch(line)
            select $"{path}: {line.Trim()}";

        Assert.Empty(findings);
    }

    [Fact]
    public void Every_project_has_a_lock_file()
    {
        var without = RepositoryFiles.Projects.Where(project =>
            !RepositoryFiles.All.Contains($"{Path.GetDirectoryName(project)!.Replace('\\', '/')}/packages.lock.json"));

        Assert.Empty(without);
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = XDocument.Parse(RepositoryFiles.Read("Loadline.slnx"))
            .Descendants("Project").Select(project => (string)project.Attribute("Path")!);

        Assert.Equal(RepositoryFiles.Projects.Order(), solution.Order());
    }

    [Fact]
    public void Package_versions_stand_in_one_place()
    {
        var own = RepositoryFiles.Projects.Where(project =>
            XDocument.Parse(RepositoryFiles.Read(project)).Descendants("PackageReference").Any(package => package.Attribute("Version") is not null));

        Assert.Empty(own);
    }

    [GeneratedRegex("""(?<![\w.}*-])(/root/|/home/[a-z]|/Users/[A-Za-z]|/work/|[A-Z]:\\Users\\)""")]
    private static partial Regex MachinePath();
}
