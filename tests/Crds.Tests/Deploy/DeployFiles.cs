using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Loadline.Kubernetes.Yaml;

namespace Loadline.Crds.Tests.Deploy;

/// <summary>Reads files under deploy/ as JSON.</summary>
internal static partial class DeployFiles
{
    public static string Text(string path) => File.ReadAllText(RepositoryRoot.Path("deploy", path));

    public static IEnumerable<string> Paths(string folder, string pattern)
    {
        var root = RepositoryRoot.Path("deploy");
        return Directory.EnumerateFiles(Path.Combine(root, folder), pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file))
            .Order(StringComparer.Ordinal);
    }

    public static IReadOnlyList<JsonObject> Yaml(string path) => Parse(Text(path));

    /// <summary>
    /// A Helm template with its actions taken out: lines that hold nothing else go, others hold a word instead. What is left must be YAML, because
    /// the templates use actions for values and whole lines only.
    /// </summary>
    public static IReadOnlyList<JsonObject> HelmTemplate(string name) =>
        Parse(InlineAction().Replace(ActionLine().Replace(Text("helm/loadline/templates/" + name), ""), "word"));

    private static IReadOnlyList<JsonObject> Parse(string yaml) =>
        [.. YamlToJson.ConvertAll(yaml).Select(json => JsonNode.Parse(json)).OfType<JsonObject>()];

    [GeneratedRegex(@"^[ \t]*\{\{.*?\}\}[ \t]*\n", RegexOptions.Multiline)]
    private static partial Regex ActionLine();

    [GeneratedRegex(@"\{\{.*?\}\}")]
    private static partial Regex InlineAction();
}
