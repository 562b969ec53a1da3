using System.Xml.Linq;

namespace Loadline.Repository.Tests;

/// <summary>The layers of the design: a project references only projects above it in this list.</summary>
public sealed class ProjectDependencyTests
{
    private static readonly string[] TopToBottom =
        ["Kubernetes", "Crds", "Registry", "Placement", "Operator", "Simulator", "Demo", "Cli", "Analyzers"];

    public static TheoryData<string> SourceProjects => [.. RepositoryFiles.Under("src", ".csproj")];

    [Fact]
    public void The_source_projects_are_the_ones_of_the_list()
    {
        var unknown = RepositoryFiles.Under("src", ".csproj").Select(FolderOf).Except(TopToBottom);

        Assert.Empty(unknown);
    }

    [Theory]
    [MemberData(nameof(SourceProjects))]
    public void A_source_project_references_only_projects_above_it(string project)
    {
        var own = Array.IndexOf(TopToBottom, FolderOf(project));

        var below = References(project).Where(reference => Array.IndexOf(TopToBottom, reference) >= own);

        Assert.Empty(below);
    }

    [Fact]
    public void The_operator_and_the_simulator_never_reference_each_other()
    {
        Assert.DoesNotContain("Simulator", References("src/Operator/Loadline.Operator.csproj"));
        Assert.DoesNotContain("Operator", References("src/Simulator/Loadline.Simulator.csproj"));
    }

    [Fact]
    public void The_Kubernetes_library_knows_nothing_of_Loadline()
    {
        Assert.Empty(References("src/Kubernetes/Loadline.Kubernetes.csproj"));
    }

    [Fact]
    public void The_registry_knows_no_API_server()
    {
        var clientUse = RepositoryFiles.Under("src/Registry", ".cs")
            .Where(path => SourceText.Code(path).Contains("IKubernetesClient", StringComparison.Ordinal));

        Assert.Empty(clientUse);
    }

    [Fact]
    public void Source_projects_do_not_reference_tests()
    {
        var references = RepositoryFiles.Under("src", ".csproj")
            .Where(project => RepositoryFiles.Read(project).Contains("../tests/", StringComparison.Ordinal));

        Assert.Empty(references);
    }

    private static string FolderOf(string project) => project.Split('/')[1];

    private static string[] References(string project) =>
    [
        .. XDocument.Parse(RepositoryFiles.Read(project))
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileName(Path.GetDirectoryName(((string)reference.Attribute("Include")!).Replace('\\', '/')))!),
    ];
}
