using Loadline.Operator.Binding;

namespace Loadline.Operator.Tests.Stages;

/// <summary>Whose an object is decides whether it is written over.</summary>
public sealed class OwnershipTests : IAsyncLifetime
{
    private static readonly TemplateKey Settings = new(Fleet.ConfigMaps, "default", "settings");

    private Fleet _fleet = null!;

    public async Task InitializeAsync()
    {
        _fleet = await Fleet.StartAsync("one");
        await _fleet.PutAsync(Policy("Abort"));
        await _fleet.PutSettingsAsync("value");
    }

    public Task DisposeAsync()
    {
        _fleet.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("Abort")]
    [InlineData("Overwrite")]
    public async Task What_another_hub_took_over_is_left_to_it(string resolution)
    {
        await _fleet.PutAsync(Policy(resolution));
        await _fleet.PlaceAsync(Settings);
        await _fleet.ChangeAsync("one", Settings, """{"metadata":{"annotations":{"loadline.io/hub-id":"other-hub","loadline.io/binding-uid":"theirs"} },"data":{"key":"theirs"} }""");
        await _fleet.ObserveAsync("one", Fleet.ConfigMaps);
        await _fleet.ApplyAsync("one", Settings);
        Assert.Contains("theirs", await DataAsync(), StringComparison.Ordinal);
        var failure = _fleet.Workload(Settings).FindMember("one")!.Failure!;
        Assert.Equal("Conflicted", failure.Reason);
        Assert.Contains("hub other-hub", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_another_hub_placed_first_is_left_to_it_even_with_Overwrite()
    {
        await _fleet.PutAsync(Policy("Overwrite"));
        await _fleet.PutInAsync("one", Fleet.ConfigMaps, """
            {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings","namespace":"default","labels":{"loadline.io/managed":"true"},
             "annotations":{"loadline.io/hub-id":"other-hub","loadline.io/binding-uid":"theirs"} },"data":{"key":"theirs"} }
            """);
        await _fleet.PlaceAsync(Settings);
        Assert.Contains("theirs", await DataAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"loadline.io/hub-id":null,"loadline.io/binding-uid":null}""")]
    [InlineData("""{"loadline.io/binding-uid":"bent"}""")]
    public async Task What_we_placed_and_somebody_bent_is_mended(string annotations)
    {
        await _fleet.PlaceAsync(Settings);
        await _fleet.ChangeAsync("one", Settings, $$"""{"metadata":{"annotations":{{annotations}} },"data":{"key":"bent"} }""");
        await _fleet.ObserveAsync("one", Fleet.ConfigMaps);
        await _fleet.ApplyAsync("one", Settings);
        Assert.Contains("value", await DataAsync(), StringComparison.Ordinal);
        Assert.Null(_fleet.Workload(Settings).FindMember("one")!.Failure);
    }

    private Task<string> DataAsync() => _fleet.TextAsync("one", Settings);

    private static string Policy(string resolution) => $$"""
        apiVersion: loadline.io/v1alpha1
        kind: PropagationPolicy
        metadata: {name: settings, namespace: default}
        spec:
          conflictResolution: {{resolution}}
          resourceSelectors: [{apiVersion: v1, kind: ConfigMap, name: settings}]
        """;
}
