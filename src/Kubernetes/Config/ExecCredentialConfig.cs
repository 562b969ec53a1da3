using System.Text.Json;

namespace Loadline.Kubernetes.Config;

/// <summary>A program that prints credentials (client.authentication.k8s.io). Only ever taken from the operator's own kubeconfig.</summary>
public sealed record ExecCredentialConfig
{
    /// <summary>The program: a path, or a name that is looked up on PATH. It is started without a shell.</summary>
    public required string Command { get; init; }

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>Variables added to its environment.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Env { get; init; } = [];

    /// <summary>Version of the exchange: client.authentication.k8s.io/v1 or v1beta1. The reply must carry the same one.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>What to tell a user whose machine lacks the program; null for nothing.</summary>
    public string? InstallHint { get; init; }

    /// <summary>Whether the program is told about the cluster. Default false.</summary>
    public bool ProvideClusterInfo { get; init; }

    /// <summary>The cluster's extension "client.authentication.k8s.io/exec", passed on with the cluster; null for none.</summary>
    public JsonElement? ClusterConfig { get; init; }

    /// <summary>Command and version; arguments and environment may hold secrets.</summary>
    public override string ToString() => $"exec {Command} ({ApiVersion})";
}
