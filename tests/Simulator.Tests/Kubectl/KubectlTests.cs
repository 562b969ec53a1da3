using Loadline.Simulator.Tests.Contract;

namespace Loadline.Simulator.Tests.Kubectl;

/// <summary>What people type, with every kubectl at hand.</summary>
public sealed class KubectlTests : IAsyncLifetime
{
    private const string Widget = """
        apiVersion: shop.example.test/v1
        kind: Widget
        metadata:
          name: blue
          namespace: demo
        spec:
          replicas: 2
        """;

    private SimulatedCluster _cluster = null!;

    public static TheoryData<string> Versions => [.. KubectlBinaries.Found.Select(path => Path.GetFileName(path))];

    public async Task InitializeAsync() => _cluster = await KubectlRunner.StartClusterAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [KubectlTheory, MemberData(nameof(Versions))]
    public async Task Create_apply_and_delete(string version)
    {
        using var kubectl = KubectlRunner.Of(version, _cluster);
        await kubectl.Run("create namespace demo");
        await kubectl.Run("-n demo create configmap settings --from-literal=a=b");
        await kubectl.Run("-n demo create secret generic keys --from-literal=a=b");
        Assert.Contains("web created", await kubectl.Run("apply -f -", WebManifest.Of()), StringComparison.Ordinal);
        Assert.Contains("web unchanged", await kubectl.Run("apply -f -", WebManifest.Of()), StringComparison.Ordinal);
        Assert.Contains("web configured", await kubectl.Run("apply -f -", WebManifest.Of(3)), StringComparison.Ordinal);
        await kubectl.Run("-n demo wait --for=condition=Available deployment/web --timeout=30s");
        await kubectl.Run("-n demo rollout status deployment/web --timeout=30s");
        await kubectl.Run("-n demo delete deployment web --cascade=foreground");
        await kubectl.Run("delete namespace demo");
        var (code, _, error) = await kubectl.Try("get namespace demo");
        Assert.Equal(1, code);
        Assert.Contains("NotFound", error, StringComparison.Ordinal);
    }

    [KubectlTheory, MemberData(nameof(Versions))]
    public async Task Server_side_apply_tells_conflicts(string version)
    {
        using var kubectl = KubectlRunner.Of(version, _cluster);
        await kubectl.Run("create namespace demo");
        await kubectl.Run("apply --server-side --field-manager=first -f -", WebManifest.Of());
        var other = WebManifest.Of().Replace("replicas: 2", "replicas: 5", StringComparison.Ordinal);
        var (code, _, error) = await kubectl.Try("apply --server-side --field-manager=second -f -", other);
        Assert.Equal(1, code);
        Assert.Contains("conflict with \"first\"", error, StringComparison.Ordinal);
        await kubectl.Run("apply --server-side --field-manager=second --force-conflicts -f -", other);
        Assert.Equal("5", await kubectl.Run("-n demo get deployment web -o jsonpath={.spec.replicas}"));
    }

    [KubectlTheory, MemberData(nameof(Versions))]
    public async Task A_misspelled_field_is_an_error(string version)
    {
        using var kubectl = KubectlRunner.Of(version, _cluster);
        await kubectl.Run("create namespace demo");
        var (code, _, error) = await kubectl.Try("apply -f -", WebManifest.Of().Replace("replicas: 2", "replicaz: 2", StringComparison.Ordinal));
        Assert.Equal(1, code);
        Assert.Contains("unknown field \"spec.replicaz\"", error, StringComparison.Ordinal);
    }

    [KubectlTheory, MemberData(nameof(Versions))]
    public async Task Custom_resources_are_explained_printed_patched_and_waited_for(string version)
    {
        using var kubectl = KubectlRunner.Of(version, _cluster);
        await kubectl.Run("create namespace demo");
        await kubectl.Run("apply -f -", Manifests.Definition("shop.example.test").ToJsonString());
        await kubectl.Run("wait --for=condition=Established crd/widgets.shop.example.test --timeout=30s");
        await kubectl.Run("apply -f -", Widget);
        Assert.Contains("unchanged", await kubectl.Run("apply -f -", Widget), StringComparison.Ordinal);
        Assert.Contains("mode", await kubectl.Run("explain wdg.spec"), StringComparison.Ordinal);
        await kubectl.Run("-n demo patch wdg blue --type=merge -p {\"spec\":{\"replicas\":3}}");
        await kubectl.Run("-n demo patch wdg blue --type=merge --subresource=status -p {\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}");
        await kubectl.Run("-n demo wait --for=condition=Ready wdg/blue --timeout=30s");
        var printed = await kubectl.Run("get wdg -A -o wide");
        Assert.Matches(@"NAMESPACE\s+NAME\s+READY\s+REPLICAS\s+AGE", printed);
        Assert.Matches(@"demo\s+blue\s+True\s+3\s+\d+s", printed);
        Assert.Contains("Replicas:", await kubectl.Run("-n demo describe wdg blue"), StringComparison.Ordinal);
        await kubectl.Run("-n demo scale wdg blue --replicas=4");
        await kubectl.Run("-n demo label wdg blue team=red");
        await kubectl.Run("-n demo annotate wdg blue note=x");
        await kubectl.Run("-n demo delete wdg blue --wait");
    }

    [KubectlTheory, MemberData(nameof(Versions))]
    public async Task Get_w_prints_each_change(string version)
    {
        using var kubectl = KubectlRunner.Of(version, _cluster);
        await kubectl.Run("create namespace demo");
        using var watch = kubectl.Start("-n demo get configmap -w --output-watch-events");
        try
        {
            await LineWith(watch.StandardOutput, "kube-root-ca.crt");
            await kubectl.Run("-n demo create configmap seen --from-literal=a=b");
            Assert.StartsWith("ADDED", await LineWith(watch.StandardOutput, "seen"), StringComparison.Ordinal);
            await kubectl.Run("-n demo delete configmap seen");
            Assert.StartsWith("DELETED", await LineWith(watch.StandardOutput, "seen"), StringComparison.Ordinal);
        }
        finally
        {
            watch.Kill();
        }
    }

    [KubectlTheory, MemberData(nameof(Versions))]
    public async Task Built_in_kinds_are_described_and_explained(string version)
    {
        using var kubectl = KubectlRunner.Of(version, _cluster);
        await kubectl.Run("create namespace demo");
        await kubectl.Run("apply -f -", WebManifest.Of());
        await kubectl.Run("-n demo wait --for=condition=Available deployment/web --timeout=30s");
        Assert.Contains("2 desired", await kubectl.Run("-n demo describe deployment web"), StringComparison.Ordinal);
        Assert.Contains("maxSurge", await kubectl.Run("explain deployment.spec.strategy.rollingUpdate"), StringComparison.Ordinal);
        Assert.Matches(@"web\s+2/2\s+2\s+2", await kubectl.Run("-n demo get deployments"));
        Assert.Contains("node-1", await kubectl.Run("top nodes"), StringComparison.Ordinal);
        Assert.Contains("yes", await kubectl.Run("auth can-i create deployments"), StringComparison.Ordinal);
        Assert.Contains("deployments", await kubectl.Run("api-resources --api-group=apps"), StringComparison.Ordinal);
    }

    private static async Task<string> LineWith(StreamReader output, string text)
    {
        while (true)
        {
            var line = await output.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30)) ?? throw new InvalidOperationException("kubectl ended");
            if (line.Contains(text, StringComparison.Ordinal)) return line;
        }
    }
}
