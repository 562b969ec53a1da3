namespace Loadline.E2E.Harness;

/// <summary>The server binaries that the tests run: a folder as envtest users have it.</summary>
internal sealed record RealServerAssets(string Folder)
{
    public string Etcd => Path.Combine(Folder, "etcd");

    public string KubeApiServer => Path.Combine(Folder, "kube-apiserver");

    /// <summary><c>promtool</c> beside the servers or on the PATH; null when the machine has none.</summary>
    public string? Promtool => Optional("promtool");

    /// <summary><c>kubectl</c> beside the servers or on the PATH; null when the machine has none.</summary>
    public string? Kubectl => Optional("kubectl");

    /// <summary><c>prometheus</c> beside the servers or on the PATH; null when the machine has none.</summary>
    public string? Prometheus => Optional("prometheus");

    private string? Optional(string command)
    {
        var beside = Path.Combine(Folder, command);
        return File.Exists(beside) ? beside : ExecutablePath.Find(command);
    }
}
