using Loadline.Operator.Binding;

namespace Loadline.Operator.Tests.Matching;

/// <summary>A leader whose discovery is older than a kind: a standby loads it when it starts, and may lead much later.</summary>
public sealed class NewerKindTests : IDisposable
{
    private const string Spec = """
        {"resource":{"apiVersion":"example.com/v1","kind":"Widget","namespace":"shop","name":"blue"},
         "policyRef":{"kind":"PropagationPolicy","namespace":"shop","name":"gone"},"clusters":[{"name":"one"}]}
        """;

    private static readonly TemplateKey Blue = new(new("example.com", "v1", "widgets", "Widget", true), "shop", "blue");

    private readonly Leader _leader = new(Leader.Object("ResourceBinding", "blue-widget", Spec, "shop", 1));
    private readonly CancellationTokenSource _stop = new();

    public NewerKindTests() => _leader.Loop.Start(() => _leader.Kinds.RunAsync(static _ => { }, _stop.Token));

    [Fact]
    public void A_binding_of_a_kind_that_is_newer_than_the_discovery_is_known_as_soon_as_the_hub_is_asked_again()
    {
        _leader.Serve("example.com", "Widget");
        Assert.Null(_leader.Workloads.Find(Blue));
        _leader.Loop.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal("blue-widget", _leader.Workloads.Find(Blue)?.Binding?.Object.Name);
        Assert.False(_leader.Bindings.Awaits("example.com/v1", "Widget"));
        Assert.True(_leader.Queues.Binding.TryTake(out var due));
        Assert.Equal(Blue, due);
    }

    [Fact]
    public void A_binding_waits_for_its_kind_for_as_long_as_it_takes_and_is_followed_meanwhile()
    {
        _leader.Loop.Advance(TimeSpan.FromHours(1));
        Assert.True(_leader.Bindings.Awaits("example.com/v1", "Widget"));
        _leader.Put("ResourceBinding", "blue-widget", Spec.Replace("one", "two", StringComparison.Ordinal));
        _leader.Serve("example.com", "Widget");
        _leader.Loop.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(["two"], _leader.Workloads.Find(Blue)?.Binding?.MayHold());
    }

    [Fact]
    public void A_binding_that_goes_while_its_kind_is_unknown_is_waited_for_no_more()
    {
        _leader.Bindings.ObserveGone(Operator.Hosting.LoadlineResources.ResourceBindings, _leader.Object("ResourceBinding", "blue-widget", Spec));
        _leader.Serve("example.com", "Widget");
        _leader.Loop.Advance(TimeSpan.FromSeconds(6));

        Assert.False(_leader.Bindings.Awaits("example.com/v1", "Widget"));
        Assert.Null(_leader.Workloads.Find(Blue));
        Assert.Equal(0, _leader.Queues.Binding.Pending);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _leader.Loop.Settle();
        _leader.Dispose();
        _stop.Dispose();
    }
}
