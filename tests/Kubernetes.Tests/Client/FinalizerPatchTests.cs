using System.Text;
using System.Text.Json.Nodes;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Tests.Faults;

namespace Loadline.Kubernetes.Tests.Client;

public sealed class FinalizerPatchTests : IDisposable
{
    private static readonly ResourceType ConfigMaps = new("", "v1", "configmaps", "ConfigMap", true);
    private readonly VirtualCluster _cluster = new();
    private readonly KubeClient _client;

    public FinalizerPatchTests() => _client = _cluster.Connect();

    public void Dispose()
    {
        _client.Dispose();
        _cluster.Dispose();
    }

    [Fact]
    public void FN3_Two_controllers_that_take_off_their_finalizers_at_once_both_succeed_and_the_object_goes()
    {
        Create("one.io/a", "two.io/b");
        var (forOne, forTwo) = (Read()!, Read()!);
        Do(_client.DeleteAsync(ConfigMaps, "default", "held", new(), default));

        // The first shifts the place of the second's: that patch fails its test, and is made anew.
        Patch(forOne, PatchKind.Json, FinalizerPatch.Remove(forOne, "one.io/a")!);
        var refused = Assert.Throws<StatusException>(() => Patch(forTwo, PatchKind.Json, FinalizerPatch.Remove(forTwo, "two.io/b")!));
        Assert.Equal(422, (int)refused.Code);
        var again = Read()!;
        Patch(again, PatchKind.Json, FinalizerPatch.Remove(again, "two.io/b")!);
        Assert.Null(Read());
    }

    [Fact]
    public void FN3_Adding_keeps_what_others_added_or_fails()
    {
        Create("one.io/a");
        var stale = Read()!;
        Patch(stale, PatchKind.Merge, FinalizerPatch.Add(stale, "two.io/b")!);
        var refused = Assert.Throws<StatusException>(() => Patch(stale, PatchKind.Merge, FinalizerPatch.Add(stale, "three.io/c")!));
        Assert.True(refused.IsConflict);
        Assert.Equal(["one.io/a", "two.io/b"], Read()!.Finalizers);
    }

    [Fact]
    public void FN1_Nothing_is_put_on_an_object_that_is_being_deleted_or_has_it()
    {
        Create("one.io/a");
        Assert.Null(FinalizerPatch.Add(Read()!, "one.io/a"));
        Do(_client.DeleteAsync(ConfigMaps, "default", "held", new(), default));
        Assert.Null(FinalizerPatch.Add(Read()!, "two.io/b"));
        Assert.Null(FinalizerPatch.Remove(Read()!, "two.io/b"));
    }

    private void Create(params string[] finalizers)
    {
        var json = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject { ["name"] = "held", ["finalizers"] = new JsonArray([.. finalizers.Select(static f => (JsonNode)f)]) },
        };
        Do(_client.CreateAsync(ConfigMaps, "default", Encoding.UTF8.GetBytes(json.ToJsonString()), "test", default));
    }

    private KubeObject? Read() => Do(_client.GetAsync(ConfigMaps, "default", "held", default));

    private void Patch(KubeObject item, PatchKind kind, byte[] patch) => Do(_client.PatchAsync(ConfigMaps, "default", item.Name, kind, patch, "test", default));

    private static T Do<T>(Task<T> task)
    {
        Assert.True(task.IsCompleted);
        return task.GetAwaiter().GetResult();
    }
}
