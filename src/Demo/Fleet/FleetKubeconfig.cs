using System.Text;
using Loadline.Simulator;

namespace Loadline.Demo.Fleet;

/// <summary>A kubeconfig for kubectl with one context for the hub, which is the current one, and one for each member.</summary>
internal static class FleetKubeconfig
{
    /// <summary>Writes the file so that only its owner can read it: it holds tokens.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it.</exception>
    public static async Task WriteAsync(DemoFleet fleet, string path, CancellationToken ct)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var writer = new StreamWriter(path, options);
        await writer.WriteAsync(Text([fleet.Hub, .. fleet.Members.Select(static m => m.Cluster)]).AsMemory(), ct);
    }

    private static string Text(IReadOnlyList<SimulatedCluster> clusters)
    {
        var text = new StringBuilder($"apiVersion: v1\nkind: Config\ncurrent-context: {DemoFleet.HubName}\nclusters:\n");
        foreach (var cluster in clusters)
        {
            var ca = Convert.ToBase64String(Encoding.ASCII.GetBytes(cluster.CaBundlePem));
            var server = cluster.Endpoint.GetLeftPart(UriPartial.Authority);
            text.Append($"- name: {cluster.Name}\n  cluster:\n    server: {server}\n    certificate-authority-data: {ca}\n");
        }

        text.Append("users:\n");
        foreach (var cluster in clusters) text.Append($"- name: {cluster.Name}\n  user:\n    token: {cluster.Token}\n");
        text.Append("contexts:\n");
        foreach (var cluster in clusters) text.Append($"- name: {cluster.Name}\n  context:\n    cluster: {cluster.Name}\n    user: {cluster.Name}\n");
        return text.ToString();
    }
}
