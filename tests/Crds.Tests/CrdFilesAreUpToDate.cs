using Loadline.Crds.Emission;

namespace Loadline.Crds.Tests;

public sealed class CrdFilesAreUpToDate
{
    internal static readonly bool Update = Environment.GetEnvironmentVariable("LOADLINE_UPDATE_CRDS") == "1";

    [Fact]
    public void Deploy_crds_holds_exactly_what_the_types_say()
    {
        var folder = RepositoryRoot.Path("deploy", "crds");
        var emitted = CrdManifestFiles.Emit();
        if (Update) Rewrite(folder, emitted);

        Assert.Equal(
            emitted.Select(f => f.FileName).Append("kustomization.yaml").Order(StringComparer.Ordinal),
            Directory.GetFiles(folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
        foreach (var (name, yaml) in emitted)
        {
            var onDisk = File.ReadAllText(Path.Combine(folder, name));
            Assert.True(onDisk == yaml, $"deploy/crds/{name} is out of date: run these tests with LOADLINE_UPDATE_CRDS=1 and commit the result");
        }
    }

    [Fact]
    public void Emission_gives_the_same_text_every_time() => Assert.Equal(CrdManifestFiles.Emit(), CrdManifestFiles.Emit());

    private static void Rewrite(string folder, IReadOnlyList<(string FileName, string Yaml)> files)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, yaml) in files) File.WriteAllText(Path.Combine(folder, name), yaml);
        var resources = string.Concat(files.Select(f => $"- {f.FileName}\n"));
        File.WriteAllText(
            Path.Combine(folder, "kustomization.yaml"),
            CrdManifestFiles.Header + "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n" + resources);
    }
}
