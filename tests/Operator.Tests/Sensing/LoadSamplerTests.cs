using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Config;
using Loadline.Kubernetes.Http;
using Loadline.Operator.Sensing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loadline.Operator.Tests.Sensing;

public sealed class LoadSamplerTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly NodeTotals _nodes = new(static () => { });
    private readonly KubeClient _client = new(
        KubeTransport.Create(KubernetesClientConfiguration.ForMember(new("https://unused.invalid"), "", default), TimeProvider.System), TimeProvider.System);

    private readonly ManualTimeProvider _time = new();
    private readonly Board _board = new();
    private readonly LoadSampler _sampler;

    public LoadSamplerTests()
    {
        _sampler = new(_client, _nodes, TimeSpan.FromSeconds(10), _time, new(1), NullLogger.Instance, _board);
        _nodes.Replace([Node("a"), Node("b")], "1");
    }

    public void Dispose() => _client.Dispose();

    [Fact]
    public void Load_is_usage_over_what_the_reporting_nodes_offer()
    {
        var load = _sampler.Measured([Usage("a", "3", "4Gi", "2026-01-01T00:00:00Z"), Usage("b", "1000000000n", "4Gi", "2026-01-01T00:00:05Z")], Now)!;
        Assert.Equal((0.5, 0.5, LoadSampler.FromMetrics, Now), (load.Cpu, load.Memory, load.Source, load.At));
    }

    [Fact]
    public void A_node_that_does_not_report_is_not_taken_for_idle() =>
        Assert.Equal(0.75, _sampler.Measured([Usage("a", "3", "4Gi", "2026-01-01T00:00:00Z")], Now)!.Cpu);

    [Fact]
    public void A_sample_that_is_merely_repeated_is_no_sample()
    {
        Assert.NotNull(_sampler.Measured([Usage("a", "3", "4Gi", "2026-01-01T00:00:00Z")], Now));
        Assert.Null(_sampler.Measured([Usage("a", "3", "4Gi", "2026-01-01T00:00:00Z")], Now.AddSeconds(10)));
        Assert.NotNull(_sampler.Measured([Usage("a", "3", "4Gi", "2026-01-01T00:00:15Z")], Now.AddSeconds(20)));
    }

    [Fact]
    public void A_repeated_sample_still_holds_at_its_own_age_until_it_is_ninety_seconds_old()
    {
        var first = _sampler.Measured([Usage("a", "3", "4Gi", "2026-01-01T00:00:00Z")], Now)!;
        _board.Update(f => f with { Load = first });
        _time.Advance(TimeSpan.FromSeconds(60));
        var again = _sampler.Measured([Usage("a", "3", "4Gi", "2026-01-01T00:00:00Z")], Now.AddSeconds(60))!;
        Assert.Equal((first.At, first.Cpu), (again.At, again.Cpu));
        Assert.True(again.Stamp > first.Stamp);
        Assert.Null(_sampler.Measured([Usage("a", "3", "4Gi", "2026-01-01T00:00:00Z")], Now.AddSeconds(91)));
        Assert.Null(_sampler.Measured([Usage("a", "1", "4Gi", "2025-12-31T23:59:00Z")], Now.AddSeconds(60)));
    }

    [Fact]
    public void Usage_of_nodes_that_are_not_known_is_no_sample() => Assert.Null(_sampler.Measured([Usage("x", "3", "4Gi", "2026-01-01T00:00:00Z")], Now));

    [Theory]
    [InlineData("-1")]
    [InlineData("6100m")]
    public void What_cannot_be_used_of_four_cores_is_no_sample_and_not_clamped(string cpu) =>
        Assert.Null(_sampler.Measured([Usage("a", cpu, "4Gi", "2026-01-01T00:00:00Z")], Now));

    [Fact]
    public void No_nodes_are_no_sample() => Assert.Null(_sampler.Measured([], Now));

    private static KubeObject Node(string name) => KubeObject.Parse(
        $$"""{"kind":"Node","metadata":{"name":"{{name}}"},"status":{"allocatable":{"cpu":"4","memory":"8Gi"} } }""");

    private static KubeObject Usage(string name, string cpu, string memory, string at) => KubeObject.Parse(
        $$"""{"kind":"NodeMetrics","metadata":{"name":"{{name}}"},"timestamp":"{{at}}","window":"20s","usage":{"cpu":"{{cpu}}","memory":"{{memory}}"} }""");

    private sealed class Board : IFactBoard
    {
        public MemberFacts Facts { get; private set; } = new() { Health = new(HealthState.Ready, Now, "", "") };

        public void Update(Func<MemberFacts, MemberFacts> change) => Facts = change(Facts);
    }
}
