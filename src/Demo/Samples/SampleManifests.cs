using System.Reflection;

namespace Loadline.Demo.Samples;

/// <summary>The files of this folder, as they are built into the program.</summary>
internal static class SampleManifests
{
    /// <summary>Namespace of all samples.</summary>
    public const string Namespace = "shop";

    /// <summary>The Deployment whose replicas follow latency and load.</summary>
    public const string Measured = "checkout";

    private const string Prefix = "samples/";

    /// <summary>Text of every manifest, in the order in which they are to be applied.</summary>
    public static IEnumerable<string> All()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(static n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return reader.ReadToEnd();
        }
    }
}
