using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Informers;

namespace Loadline.Kubernetes.Tests.Informers;

public sealed class ObjectStoreTests
{
    private readonly ObjectStore _store = new();
    private readonly List<string> _seen = [];

    public ObjectStoreTests() =>
        _store.Subscribe(c => _seen.Add($"{(c.Old is null ? "+" : c.New is null ? "-" : "~")}{c.Object.Name}@{c.Object.ResourceVersion}"));

    [Fact]
    public void ST2_replace_reports_what_vanished_exactly_once()
    {
        _store.Replace([Object("a", 1), Object("b", 2)], "2");
        _seen.Clear();
        _store.Replace([Object("b", 2), Object("c", 5)], "5");
        Assert.Equal(["-a@1", "+c@5"], _seen);
    }

    [Fact]
    public void ST3_synced_only_after_the_initial_objects_were_delivered()
    {
        var syncedDuringDelivery = true;
        _store.Subscribe(_ => syncedDuringDelivery = _store.HasSynced);
        _store.Replace([Object("a", 1)], "1");
        Assert.False(syncedDuringDelivery);
        Assert.True(_store.HasSynced);
    }

    [Fact]
    public void ST4_a_late_handler_gets_the_present_objects_then_the_changes()
    {
        _store.Replace([Object("a", 1)], "1");
        var late = new List<string>();
        using (_store.Subscribe(c => late.Add($"{c.Object.Name}@{c.Object.ResourceVersion}{(c.IsInitial ? "i" : "")}")))
            _store.Upsert(Object("a", 2));
        _store.Upsert(Object("a", 3));
        Assert.Equal(["a@1i", "a@2"], late);
    }

    [Fact]
    public void RF14_an_older_state_never_replaces_a_newer_one()
    {
        _store.Replace([], "1");
        _store.Observe(Object("a", 7));
        _store.Upsert(Object("a", 5));
        Assert.Equal("7", _store.Get(new("ns", "a"))!.ResourceVersion);
    }

    [Fact]
    public void ST6_an_own_write_survives_a_list_that_is_older()
    {
        _store.Replace([], "1");
        _store.Observe(Object("a", 9));
        _store.Replace([], "8");
        Assert.NotNull(_store.Get(new("ns", "a")));
    }

    [Fact]
    public void ST6_the_answer_of_a_write_does_not_revive_what_was_deleted_since()
    {
        _store.Replace([Object("a", 1)], "1");
        _store.Remove(Object("a", 12));
        _store.Observe(Object("a", 11));
        Assert.Null(_store.Get(new("ns", "a")));
    }

    private static KubeObject Object(string name, int version) =>
        KubeObject.Parse($$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}","namespace":"ns","resourceVersion":"{{{version}}}"}}""");
}
