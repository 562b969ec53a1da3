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
    public void ST1_after_every_event_the_store_equals_a_dictionary_and_handlers_saw_every_step()
    {
        var random = new Random(1);
        var model = new Dictionary<string, int>();
        var told = new Dictionary<string, string>();
        _store.Subscribe(c =>
        {
            // What went carries its last state, which may be newer than the one before.
            if (c.New is null) Assert.True(told.ContainsKey(c.Object.Name));
            else Assert.Equal(c.Old?.ResourceVersion, told.GetValueOrDefault(c.Object.Name));
            if (c.New is null) told.Remove(c.Object.Name);
            else told[c.New.Name] = c.New.ResourceVersion;
        });
        for (var version = 1; version < 3_000; version++)
        {
            var name = $"item-{random.Next(20)}";
            switch (random.Next(10))
            {
                case 0:
                    var kept = model.Where(_ => random.Next(3) > 0).ToDictionary();
                    model = kept;
                    _store.Replace([.. kept.Select(static m => Object(m.Key, m.Value))], $"{version}");
                    break;
                case < 4:
                    model.Remove(name);
                    _store.Remove(Object(name, version));
                    break;
                default:
                    model[name] = version;
                    _store.Upsert(Object(name, version));
                    break;
            }

            var expected = model.Select(static m => $"{m.Key}@{m.Value}").Order(StringComparer.Ordinal);
            Assert.Equal(expected, _store.All.Select(static o => $"{o.Name}@{o.ResourceVersion}").Order(StringComparer.Ordinal));
            Assert.Equal(expected, told.Select(static t => $"{t.Key}@{t.Value}").Order(StringComparer.Ordinal));
            Assert.Equal(model.Count, _store.Count);
        }
    }

    [Fact]
    public void ST2_whoever_reads_while_a_state_is_replaced_sees_the_old_one_or_the_new_one()
    {
        _store.Replace([Object("a", 1), Object("b", 1)], "1");
        var views = new List<string>();
        _store.Subscribe(_ => views.Add(string.Join(",", _store.All.Select(static o => $"{o.Name}@{o.ResourceVersion}").Order(StringComparer.Ordinal))));
        views.Clear();
        _store.Replace([Object("b", 2), Object("c", 2), Object("d", 2)], "2");
        Assert.Equal(4, views.Count);
        Assert.All(views, static v => Assert.Equal("b@2,c@2,d@2", v));
    }

    [Fact]
    public void ST7_what_is_cached_cannot_be_changed()
    {
        foreach (var type in (Type[])[typeof(KubeObject), typeof(WatchEvent), typeof(StoreChange), typeof(ObjectKey), typeof(ResourceType)])
        {
            Assert.All(type.GetProperties(), p => Assert.True(
                p.SetMethod is null || p.SetMethod.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit)), $"{type.Name}.{p.Name} has a setter"));
            Assert.Empty(type.GetFields());
        }
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
