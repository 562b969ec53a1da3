using Loadline.E2E.Harness;

namespace Loadline.E2E.Tests;

/// <summary>
/// A hub, three members and a spare on real API servers, started once for all tests, and the operator, started when the first
/// test asks for it. Tests of this collection run one after the other.
/// </summary>
public sealed class RealFleet : IAsyncLifetime
{
    private RealControlPlane[] _planes = [];
    private OperatorProcess? _operator;

    internal RealControlPlane Hub => _planes[0];

    /// <summary>The joined members: huadong-prod, huabei-prod, huanan-prod.</summary>
    internal IReadOnlyList<RealControlPlane> Members => _planes[1..4];

    /// <summary>A healthy cluster that is no member, for tests that join one in some broken way.</summary>
    internal RealControlPlane Spare => _planes[4];

    public async Task InitializeAsync()
    {
        // Without servers every test of the collection is skipped, and says why.
        if (RealServers.FindAssets().Assets is { } assets)
        {
            _planes = await RealServers.StartAllAsync(
                assets, ["hub", "huadong-prod", "huabei-prod", "huanan-prod", "spare"], CancellationToken.None);
        }
    }

    /// <summary>The operator, with all three members ready.</summary>
    internal async Task<OperatorProcess> OperatorAsync()
    {
        if (_operator is null)
        {
            _operator = await OperatorProcess.StartAsync(
                new OperatorOptions(OperatorOptions.BuiltAssembly(), await Hub.WriteKubeconfigAsync()), CancellationToken.None);
            await Hub.Client.EnsureAsync(KubePaths.Namespaces, Manifests.Namespace(Manifests.SystemNamespace));
            foreach (var member in Members)
                await JoinAsync(member.Name, member.Endpoint, ("token", member.Token), ("caBundle", member.CaBundlePem));
            foreach (var member in Members)
                await ReadyAsync(member.Name);
        }
        else if (!_operator.IsRunning)
        {
            // A test before this one ended between a kill and a restart.
            await _operator.LaunchAsync();
            await _operator.WaitReadyAsync(CancellationToken.None);
        }

        return _operator;
    }

    internal async Task JoinAsync(string name, Uri endpoint, params (string Key, string Value)[] secret)
    {
        await SetSecretAsync(name, secret);
        await Hub.Client.ApplyAsync(KubePaths.MemberCluster(name), Manifests.Member(name, endpoint, name));
    }

    internal async Task SetSecretAsync(string name, params (string Key, string Value)[] data)
    {
        // Replaced as a whole: an apply would leave the keys that are no longer named to nobody.
        await Hub.Client.DeleteAsync($"{KubePaths.Core(Manifests.SystemNamespace, "secrets")}/{name}");
        await Hub.Client.CreateAsync(KubePaths.Core(Manifests.SystemNamespace, "secrets"), Manifests.Secret(name, data));
    }

    /// <summary>Takes a member out again and waits until it is gone, with its Secret.</summary>
    internal async Task LeaveAsync(string name)
    {
        await Hub.Client.DeleteAsync(KubePaths.MemberCluster(name));
        await Eventually.HoldsAsync(
            async () => await Hub.Client.GetAsync(KubePaths.MemberCluster(name)) is { } left ? $"MemberCluster {name} does not go away: {left["status"]?["conditions"]?.ToJsonString()}" : null,
            context: OperatorLog);
        await Hub.Client.DeleteAsync($"{KubePaths.Core(Manifests.SystemNamespace, "secrets")}/{name}");
    }

    internal Task ReadyAsync(string member) => ConditionAsync(KubePaths.MemberCluster(member), "Ready", "True");

    /// <summary>Waits until an object of the hub has a condition with this status (and reason).</summary>
    internal Task ConditionAsync(string path, string type, string status, string? reason = null) => Eventually.HoldsAsync(
        async () =>
        {
            var found = await Hub.Client.GetAsync(path);
            return Conditions.Status(found, type) == status && (reason is null || Conditions.Reason(found, type) == reason)
                ? null
                : $"{path} should have {type}={status} {reason}, has {found?["status"]?["conditions"]?.ToJsonString() ?? "no conditions"}";
        },
        context: () => _operator?.LogTail() ?? "");

    /// <summary>Waits for an event about an object whose note has all the given words.</summary>
    internal Task EventAsync(string kind, string name, params string[] words) => Eventually.HoldsAsync(
        async () =>
        {
            var events = await Hub.Client.ListAsync("/apis/events.k8s.io/v1/events");
            var notes = events
                .Where(e => (string?)e["regarding"]?["kind"] == kind && (string?)e["regarding"]?["name"] == name)
                .Select(e => $"{(string?)e["reason"]}: {(string?)e["note"]}")
                .ToArray();
            return notes.Any(note => words.All(word => note.Contains(word, StringComparison.OrdinalIgnoreCase)))
                ? null
                : $"no event about {kind} {name} says {string.Join(" and ", words)}; there are: {string.Join(" | ", notes)}";
        },
        context: () => _operator?.LogTail() ?? "");

    internal string OperatorLog() => _operator?.LogTail() ?? "(the operator was not started)";

    public async Task DisposeAsync()
    {
        if (_operator is not null)
            await _operator.DisposeAsync();
        foreach (var plane in _planes)
            await plane.DisposeAsync();
    }
}

[CollectionDefinition(nameof(RealFleet))]
public sealed class RealFleetDefinition : ICollectionFixture<RealFleet>;
