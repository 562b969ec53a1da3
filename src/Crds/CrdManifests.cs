using System.Reflection;
using Loadline.Kubernetes.Yaml;

namespace Loadline.Crds;

/// <summary>The CustomResourceDefinitions that this version of the API needs, as carried in the assembly.</summary>
public static class CrdManifests
{
    private const string ResourcePrefix = "crds/";

    private static readonly Lazy<IReadOnlyList<CrdManifest>> Loaded = new(Load);

    /// <summary>All of them, in order of name. Read once, at first use.</summary>
    public static IReadOnlyList<CrdManifest> All => Loaded.Value;

    private static IReadOnlyList<CrdManifest> Load()
    {
        var assembly = typeof(CrdManifests).Assembly;
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => new CrdManifest(Path.GetFileNameWithoutExtension(name[ResourcePrefix.Length..]), YamlToJson.Convert(Read(assembly, name)))),
        ];
    }

    private static byte[] Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
