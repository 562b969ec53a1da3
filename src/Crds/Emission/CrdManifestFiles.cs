using System.Text;
using System.Text.Json.Nodes;
using Loadline.Kubernetes.Yaml;

namespace Loadline.Crds.Emission;

/// <summary>The manifests as files: name and YAML text of each CustomResourceDefinition.</summary>
internal static class CrdManifestFiles
{
    /// <summary>First line of every file.</summary>
    public const string Header = "# Generated from the types of src/Crds. Do not edit; run the tests of tests/Crds.Tests with LOADLINE_UPDATE_CRDS=1.\n";

    /// <summary>The files, in the order in which they are installed.</summary>
    public static IReadOnlyList<(string FileName, string Yaml)> Emit()
    {
        var emitter = new CrdEmitter(XmlDocumentation.Of(typeof(CrdManifestFiles).Assembly));
        return [.. CrdEmitter.Entities.Select(entity => (FileNameOf(entity), Header + Yaml(emitter.Emit(entity))))];
    }

    /// <summary>File name of an entity's manifest.</summary>
    public static string FileNameOf(Type entity) => CrdEmitter.NameOf(entity) + ".yaml";

    private static string Yaml(JsonObject manifest) => JsonToYaml.Write(Encoding.UTF8.GetBytes(manifest.ToJsonString()));
}
