using Loadline.Simulator.Tests.Contract;

namespace Loadline.Simulator.Tests.Kubectl;

/// <summary>Who may what, tokens, scales, roll-outs, differences and events, with every kubectl at hand.</summary>
public sealed class KubectlAccessTests : IAsyncLifetime
{
    private SimulatedCluster _cluster = null!;

    public static TheoryData<string> Versions => KubectlTests.Versions;

    public async Task InitializeAsync() => _cluster = await KubectlRunner.StartClusterAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [KubectlTheory, MemberData(nameof(Versions))]
    public async Task Auth_can_i_follows_the_roles(string version)
    {
        using var kubectl = KubectlRunner.Of(version, _cluster);
        await kubectl.Run("create namespace demo");
        await kubectl.Run("-n demo create serviceaccount bot");
        const string AsBot = "--as=system:serviceaccount:demo:bot";
        Assert.Contains("yes", await kubectl.Run("auth can-i create deployments"), StringComparison.Ordinal);
        Assert.Equal(1, (await kubectl.Try($"-n demo auth can-i list configmaps {AsBot}")).Code);
        await kubectl.Run("-n demo create role reader --verb=get,list,watch --resource=configmaps");
        await kubectl.Run("-n demo create rolebinding reader --role=reader --serviceaccount=demo:bot");
        Assert.Contains("yes", await kubectl.Run($"-n demo auth can-i list configmaps {AsBot}"), StringComparison.Ordinal);
        Assert.Equal(1, (await kubectl.Try($"-n demo auth can-i delete configmaps {AsBot}")).Code);
        Assert.Equal(1, (await kubectl.Try($"auth can-i list configmaps -A {AsBot}")).Code);
        Assert.Matches(@"configmaps\s+\[\]\s+\[\]\s+\[get list watch\]", await kubectl.Run($"-n demo auth can-i --list {AsBot}"));
        var (code, _, error) = await kubectl.Try($"-n demo get secrets {AsBot}");
        Assert.Equal(1, code);
        Assert.Contains("cannot list resource \"secrets\" in API group \"\" in the namespace \"demo\"", error, StringComparison.Ordinal);
    }

    [KubectlTheory, MemberData(nameof(Versions))]
    public async Task Create_token_makes_one_that_works(string version)
    {
        using var kubectl = KubectlRunner.Of(version, _cluster);
        await kubectl.Run("create namespace demo");
        await kubectl.Run("-n demo create serviceaccount bot");
        await kubectl.Run("-n demo create rolebinding bot --clusterrole=edit --serviceaccount=demo:bot");
        var token = (await kubectl.Run("-n demo create token bot --duration=20m")).Trim();
        using var api = new ApiTarget("bot", _cluster.Endpoint, token, _cluster.CaBundlePem);
        (await api.Post("/api/v1/namespaces/demo/configmaps", Manifests.ConfigMap("a"))).Expect(201);
        (await api.Get("/api/v1/nodes")).Expect(403);
        _cluster.Tokens.Rotate();
        (await api.Get("/api/v1/namespaces/demo/configmaps")).Expect(401);
    }

    [KubectlTheory, MemberData(nameof(Versions))]
    public async Task Scale_and_rollout(string version)
    {
        using var kubectl = KubectlRunner.Of(version, _cluster);
        await kubectl.Run("create namespace demo");
        await kubectl.Run("apply -f -", WebManifest.Of(2, "1"));
        Assert.Contains("successfully rolled out", await kubectl.Run("-n demo rollout status deployment/web --timeout=30s"), StringComparison.Ordinal);
        await kubectl.Run("-n demo scale deployment web --replicas=3");
        await kubectl.Run("-n demo wait deployment/web --for=jsonpath={.status.readyReplicas}=3 --timeout=30s");
        Assert.Equal(1, (await kubectl.Try("-n demo scale deployment web --current-replicas=9 --replicas=1")).Code);
        await kubectl.Run("-n demo rollout restart deployment/web");
        await kubectl.Run("-n demo rollout status deployment/web --timeout=30s");
        await kubectl.Run("-n demo set image deployment/web main=registry.example/app:2");
        await kubectl.Run("-n demo rollout status deployment/web --timeout=30s");
        Assert.Equal("registry.example/app:2", await kubectl.Run("-n demo get deployment web -o jsonpath={.spec.template.spec.containers[0].image}"));
    }

    [KubectlTheory, MemberData(nameof(Versions))]
    public async Task Diff_tells_what_an_apply_would_change(string version)
    {
        using var kubectl = KubectlRunner.Of(version, _cluster);
        await kubectl.Run("create namespace demo");
        await kubectl.Run("apply -f -", WebManifest.Of(2, "1"));
        await kubectl.Run("-n demo rollout status deployment/web --timeout=30s");
        Assert.Equal(0, (await kubectl.Try("diff -f -", WebManifest.Of(2, "1"))).Code);
        var (code, output, _) = await kubectl.Try("diff -f -", WebManifest.Of(5, "1"));
        Assert.Equal(1, code);
        Assert.Contains("+  replicas: 5", output, StringComparison.Ordinal);
        (code, output, _) = await kubectl.Try("diff --server-side --force-conflicts -f -", WebManifest.Of(2, "2"));
        Assert.Equal(1, code);
        Assert.Contains("image: registry.example/app:2", output, StringComparison.Ordinal);
        Assert.Equal("2", await kubectl.Run("-n demo get deployment web -o jsonpath={.spec.replicas}"));
    }

    [KubectlTheory, MemberData(nameof(Versions))]
    public async Task Events_are_printed_and_described(string version)
    {
        using var kubectl = KubectlRunner.Of(version, _cluster);
        await kubectl.Run("create namespace demo");
        await kubectl.Run("apply -f -", WebManifest.Of(1, "1"));
        await kubectl.Run("create -f -", """
            apiVersion: v1
            kind: Event
            metadata: {name: it-happened, namespace: demo}
            involvedObject: {apiVersion: apps/v1, kind: Deployment, name: web, namespace: demo}
            reason: Placed
            message: on two members
            type: Normal
            firstTimestamp: "2026-01-01T00:00:00Z"
            lastTimestamp: "2026-01-01T00:00:00Z"
            count: 2
            source: {component: loadline}
            """);
        Assert.Matches(@"Normal\s+Placed\s+Deployment/web\s+on two members", await kubectl.Run("-n demo events"));
        Assert.Contains("on two members", await kubectl.Run("-n demo events --for deployment/web"), StringComparison.Ordinal);
        Assert.Contains("on two members", await kubectl.Run("-n demo get events --field-selector=reason=Placed"), StringComparison.Ordinal);
    }
}
