namespace Loadline.E2E.Harness;

/// <summary>Finds real API server binaries and starts control planes from them.</summary>
internal static class RealServers
{
    /// <summary>
    /// The folder that <c>KUBEBUILDER_ASSETS</c> names, else the newest one that <c>.ci/real-servers</c> prepared.
    /// Null with the reason when there is none: tests then report themselves as skipped with it.
    /// </summary>
    public static (RealServerAssets? Assets, string? Reason) FindAssets()
    {
        var named = Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS");
        if (!string.IsNullOrEmpty(named))
        {
            return IsComplete(named)
                ? (new RealServerAssets(named), null)
                : (null, $"KUBEBUILDER_ASSETS names {named}, which does not hold etcd and kube-apiserver");
        }

        var root = Path.Combine(CacheFolder(), "kube-assets");
        var prepared = Directory.Exists(root)
            ? Directory.EnumerateDirectories(root).Where(IsComplete).OrderByDescending(VersionOf).FirstOrDefault()
            : null;
        return prepared is null
            ? (null, "no etcd and kube-apiserver: set KUBEBUILDER_ASSETS or run .ci/real-servers")
            : (new RealServerAssets(prepared), null);
    }

    /// <summary>Starts one control plane per name, all at the same time.</summary>
    public static Task<RealControlPlane[]> StartAllAsync(
        RealServerAssets assets, IEnumerable<string> names, CancellationToken cancellationToken) =>
        Task.WhenAll(names.Select(name => RealControlPlane.StartAsync(name, assets, cancellationToken)));

    private static string CacheFolder()
    {
        var named = Environment.GetEnvironmentVariable("LOADLINE_CACHE");
        return string.IsNullOrEmpty(named)
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "loadline")
            : named;
    }

    private static bool IsComplete(string folder) =>
        File.Exists(Path.Combine(folder, "etcd")) && File.Exists(Path.Combine(folder, "kube-apiserver"));

    private static Version VersionOf(string folder) =>
        Version.TryParse(Path.GetFileName(folder), out var version) ? version : new Version(0, 0);
}
