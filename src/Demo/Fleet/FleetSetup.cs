using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Yaml;

namespace Loadline.Demo.Fleet;

/// <summary>Does at the hub what a user would do with kubectl: joins members and applies manifests.</summary>
internal sealed class FleetSetup(KubeClient hub, RestMapper kinds, TimeProvider time)
{
    private const string SystemNamespace = "loadline-system";
    private const string FieldManager = "loadline-demo";
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>The operator looks for its own namespace from the start.</summary>
    public Task CreateSystemNamespaceAsync(CancellationToken ct) => ApplyManifestAsync(
        new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = SystemNamespace } }, ct);

    /// <summary>Waits until the hub serves Loadline's kinds.</summary>
    public async Task WaitForKindsAsync(CancellationToken ct)
    {
        string[] needed = [V1Alpha1MemberCluster.KindName, V1Alpha1PropagationPolicy.KindName, V1Alpha1ResourceBinding.KindName];
        while (true)
        {
            await kinds.RefreshAsync(ct);
            if (needed.All(kind => kinds.Known(WellKnown.GroupVersion, kind) is not null)) return;
            await Task.Delay(Poll, time, ct);
        }
    }

    /// <summary>A Secret with token and CA, and the MemberCluster that refers to it.</summary>
    public async Task JoinAsync(DemoMember member, TimeSpan probeInterval, CancellationToken ct)
    {
        await ApplyManifestAsync(
            new()
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Secret",
                ["metadata"] = new JsonObject { ["name"] = member.Name, ["namespace"] = SystemNamespace },
                ["type"] = "Opaque",
                ["data"] = new JsonObject { [WellKnown.SecretTokenKey] = Base64(member.Cluster.Token), [WellKnown.SecretCaBundleKey] = Base64(member.Cluster.CaBundlePem) },
            },
            ct);
        await ApplyManifestAsync(
            new()
            {
                ["apiVersion"] = WellKnown.GroupVersion,
                ["kind"] = V1Alpha1MemberCluster.KindName,
                ["metadata"] = new JsonObject { ["name"] = member.Name },
                ["spec"] = new JsonObject
                {
                    ["syncMode"] = "Push",
                    ["apiEndpoint"] = member.Cluster.Endpoint.GetLeftPart(UriPartial.Authority),
                    ["secretRef"] = new JsonObject { ["namespace"] = SystemNamespace, ["name"] = member.Name },
                    ["provider"] = Region.Provider,
                    ["region"] = member.Region.Name,
                    ["zones"] = new JsonArray([.. member.Region.Zones.Select(static zone => JsonValue.Create(zone))]),
                    ["jurisdiction"] = member.Region.Jurisdiction,
                    ["probe"] = new JsonObject { ["interval"] = KubeDuration.Format(probeInterval), ["timeout"] = "1s" },
                },
            },
            ct);
    }

    /// <summary>Applies every document of a manifest, in order.</summary>
    /// <exception cref="YamlFormatException">Not YAML.</exception>
    /// <exception cref="InvalidOperationException">A document has a kind that the hub does not serve.</exception>
    public async Task ApplyAsync(string yaml, CancellationToken ct)
    {
        foreach (var document in YamlToJson.ConvertAll(yaml)) await ApplyManifestAsync(JsonNode.Parse(document)!.AsObject(), ct);
    }

    private async Task ApplyManifestAsync(JsonObject manifest, CancellationToken ct)
    {
        var (version, kind) = ((string)manifest["apiVersion"]!, (string)manifest["kind"]!);
        var resource = await kinds.FindAsync(version, kind, ct)
            ?? throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"the hub does not serve {version} {kind}"));
        var metadata = manifest["metadata"]!;
        var json = Encoding.UTF8.GetBytes(manifest.ToJsonString());
        await hub.ApplyAsync(resource, (string?)metadata["namespace"], (string)metadata["name"]!, json, FieldManager, force: true, ct);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
