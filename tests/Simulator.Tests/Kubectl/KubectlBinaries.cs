namespace Loadline.Simulator.Tests.Kubectl;

/// <summary>The kubectl versions of this machine: <c>kubectl</c> and <c>kubectl.1.NN</c> beside it.</summary>
internal static class KubectlBinaries
{
    public static IReadOnlyList<string> Found { get; } = [.. Find()];

    private static IEnumerable<string> Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).ToList();
        // A link in the PATH leads to the folder where a packager keeps all versions.
        foreach (var folder in folders.ToList())
        {
            var link = new FileInfo(Path.Combine(folder, "kubectl"));
            if (link.Exists && link.ResolveLinkTarget(returnFinalTarget: true) is { } target) folders.Add(Path.GetDirectoryName(target.FullName)!);
        }
        return folders.Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "kubectl.1.*"))
            .Concat(folders.Select(folder => Path.Combine(folder, "kubectl")).Where(File.Exists).Take(1))
            .DistinctBy(Path.GetFileName)
            .Order(StringComparer.Ordinal);
    }
}
