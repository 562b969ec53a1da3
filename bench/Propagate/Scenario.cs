using System.Text.Json.Nodes;
using Loadline.E2E.Harness;

namespace Loadline.Bench.Propagate;

/// <summary>Sets up on the hub what a wave needs: members, a namespace and its policy.</summary>
internal sealed class Scenario(Fleet fleet)
{
    private static readonly TimeSpan JoinLimit = TimeSpan.FromSeconds(60);

    public static string NewNamespace(string purpose) => $"bench-{purpose}-{Guid.NewGuid().ToString("N")[..6]}";

    /// <summary>Registers the members and waits until the operator calls each of them ready.</summary>
    public async Task JoinAsync(CancellationToken cancellationToken)
    {
        foreach (var member in fleet.Members)
            await RegisterAsync(member.Name, member.Endpoint, member.Token, member.CaBundlePem, cancellationToken);
        foreach (var member in fleet.Members)
            await WaitReadyAsync(member.Name);
    }

    public async Task RegisterAsync(string name, Uri endpoint, string token, string ca, CancellationToken cancellationToken)
    {
        var hub = fleet.Hub.Client;
        await hub.EnsureAsync(KubePaths.Namespaces, Manifests.Namespace(Manifests.SystemNamespace), cancellationToken);
        await hub.ApplyAsync(
            $"{KubePaths.Core(Manifests.SystemNamespace, "secrets")}/{name}",
            Manifests.Secret(name, ("token", token), ("caBundle", ca)), cancellationToken: cancellationToken);
        await hub.ApplyAsync(KubePaths.MemberCluster(name), Manifests.Member(name, endpoint, name), cancellationToken: cancellationToken);
    }

    public Task WaitReadyAsync(string member) => Eventually.HoldsAsync(
        async () =>
        {
            var found = await fleet.Hub.Client.GetAsync(KubePaths.MemberCluster(member));
            return Conditions.Status(found, "Ready") == "True" ? null : $"member {member} is not Ready: {found?["status"]?.ToJsonString()}";
        },
        JoinLimit);

    /// <summary>A namespace with a policy for all its Deployments; also in the members, so that its creation is not measured.</summary>
    public async Task PrepareAsync(string ns, JsonObject? placement, CancellationToken cancellationToken)
    {
        foreach (var cluster in fleet.Members.Append(fleet.Hub))
            await cluster.Client.EnsureAsync(KubePaths.Namespaces, Manifests.Namespace(ns), cancellationToken);
        if (placement is null)
            return;
        await fleet.Hub.Client.CreateAsync(
            KubePaths.Policies(ns), Manifests.Policy(ns, "bench", Manifests.Select("apps/v1", "Deployment"), placement), cancellationToken);
    }

    /// <summary>Takes the wave's objects away again, for servers that outlive the bench.</summary>
    public async Task CleanAsync(string ns)
    {
        foreach (var deployment in await fleet.Hub.Client.ListAsync(KubePaths.Deployments(ns)))
            await fleet.Hub.Client.DeleteAsync(KubePaths.Deployment(ns, (string)deployment["metadata"]!["name"]!));
        await fleet.Hub.Client.DeleteAsync($"{KubePaths.Policies(ns)}/bench");
    }
}
