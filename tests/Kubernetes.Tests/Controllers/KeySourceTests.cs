using System.Reflection;
using System.Runtime.CompilerServices;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Controllers;
using Loadline.Kubernetes.Informers;
using Loadline.Kubernetes.Queue;

namespace Loadline.Kubernetes.Tests.Controllers;

public sealed class KeySourceTests : IDisposable
{
    private static readonly ResourceType Owners = new("apps", "v1", "deployments", "Deployment", true);
    private readonly WorkQueue<ObjectKey> _queue = new(new ManualTimeProvider());
    private readonly ObjectStore _store = new();

    public void Dispose() => _queue.Dispose();

    [Fact]
    public void CL9_A_dependent_that_changes_hands_makes_both_owners_due()
    {
        using var source = _store.Subscribe(new KeySource<ObjectKey>(_queue, KeysOf.Owner(Owners)).Handle);
        _store.Replace([Dependent("1", "a")], "1");
        Assert.Equal([new("ns", "a")], Drain());
        _store.Upsert(Dependent("2", "b"));
        Assert.Equal([new("ns", "a"), new("ns", "b")], Drain().OrderBy(static k => k.Name));
        _store.Remove(Dependent("3", "b"));
        Assert.Equal([new("ns", "b")], Drain());
    }

    [Fact]
    public void CL9_Only_the_controller_counts_and_only_of_the_kind()
    {
        var of = KeysOf.Owner(Owners);
        Assert.Equal([new("ns", "a")], of(Dependent("1", "a")));
        Assert.Empty(of(Dependent("1", "a", controller: false)));
        Assert.Empty(of(Dependent("1", "a", apiVersion: "apps.example.com/v1")));
        Assert.Equal([new("ns", "a")], of(Dependent("1", "a", apiVersion: "apps/v1beta2")));
        Assert.Empty(of(KubeObject.Parse("""{"metadata":{"name":"x","namespace":"ns"}}""")));
    }

    [Fact]
    public void CL9_What_comes_from_a_first_list_or_a_resync_waits_for_real_changes()
    {
        using var source = _store.Subscribe(new KeySource<ObjectKey>(_queue, KeysOf.Object).Handle);
        _store.Replace([Item("listed", "1"), Item("changed", "1")], "1");
        Drain();
        _store.Resync();
        _store.Upsert(Item("changed", "2"));
        Assert.Equal(["changed", "listed"], Drain().Select(static k => k.Name));
    }

    [Fact]
    public void CL8_A_change_that_the_predicate_refuses_makes_nothing_due()
    {
        using var source = _store.Subscribe(new KeySource<ObjectKey>(_queue, KeysOf.Object, ChangePredicates.LabelsChanged).Handle);
        _store.Replace([Item("x", "1")], "1");
        Drain();
        _store.Upsert(Item("x", "2"));
        Assert.Empty(Drain());
    }

    [Fact]
    public async Task CL9_An_update_is_worked_on_once_by_a_worker_that_waits_for_it()
    {
        using var source = _store.Subscribe(new KeySource<ObjectKey>(_queue, KeysOf.Object).Handle);
        _store.Replace([Item("x", "1")], "1");
        Drain();
        var taken = _queue.TakeAsync(default);
        _store.Upsert(Item("x", "2"));
        Assert.Equal(new ObjectKey("ns", "x"), await taken);
        _queue.Done(new("ns", "x"));
        Assert.Empty(Drain());
    }

    [Fact]
    public void WQ9_A_key_is_small_and_holds_no_object()
    {
        Assert.True(Unsafe.SizeOf<ObjectKey>() <= 64);
        Assert.All(typeof(ObjectKey).GetFields(BindingFlags.Instance | BindingFlags.NonPublic), static f => Assert.Equal(typeof(string), f.FieldType));
    }

    private List<ObjectKey> Drain()
    {
        var keys = new List<ObjectKey>();
        while (_queue.TryTake(out var key))
        {
            keys.Add(key);
            _queue.Done(key);
        }

        return keys;
    }

    private static KubeObject Item(string name, string version) =>
        KubeObject.Parse($$$"""{"metadata":{"name":"{{{name}}}","namespace":"ns","uid":"{{{name}}}","resourceVersion":"{{{version}}}"}}""");

    private static KubeObject Dependent(string version, string owner, bool controller = true, string apiVersion = "apps/v1") => KubeObject.Parse($$$"""
        {"metadata":{"name":"x","namespace":"ns","uid":"x","resourceVersion":"{{{version}}}","ownerReferences":[
        {"apiVersion":"v1","kind":"ConfigMap","name":"beside","uid":"1"},
        {"apiVersion":"{{{apiVersion}}}","kind":"Deployment","name":"{{{owner}}}","uid":"2","controller":{{{(controller ? "true" : "false")}}}}]}}
        """);
}
