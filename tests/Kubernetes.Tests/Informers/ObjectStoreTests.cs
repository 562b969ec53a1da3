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
    public void What_a_list_no_longer_has_is_missing_and_what_a_watch_saw_going_is_deleted()
    {
        _store.Replace([Object("a", 1), Object("b", 2)], "2");
        var missing = new List<(string, bool)>();
        _store.Subscribe(c => missing.Add((c.Object.Name, c.IsMissing)));
        missing.Clear();
        _store.Replace([Object("b", 2)], "3");
        _store.Remove(Object("b", 4));
        Assert.Equal([("a", true), ("b", false)], missing);
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
    public void ST5_an_index_equals_a_search_and_forgets_values_without_objects()
    {
        var random = new Random(5);
        var early = _store.AddIndex(ValuesOf);
        for (var version = 1; version < 2_000; version++)
        {
            var name = $"item-{random.Next(12)}";
            if (random.Next(20) == 0) _store.Replace([.. _store.All.Where(_ => random.Next(2) == 0)], $"{version}");
            else if (random.Next(3) == 0) _store.Remove(Object(name, version));
            else _store.Upsert(Object(name, version));
        }

        foreach (var index in (StoreIndex[])[early, _store.AddIndex(ValuesOf)])
        {
            for (var value = 0; value < 7; value++)
                Assert.Equal(_store.All.Where(o => ValuesOf(o).Contains($"{value}")).Select(static o => o.Name).Order(), index.Get($"{value}").Select(static o => o.Name).Order());
            Assert.Equal(_store.All.SelectMany(ValuesOf).Distinct().Count(), index.Values);
        }

        for (var version = 2_000; version < 50_000; version++) _store.Upsert(Object("one", version));
        _store.Replace([], "50000");
        Assert.Equal(0, early.Values);

        static IEnumerable<string> ValuesOf(KubeObject item) => [$"{item.ResourceVersion.Length + item.Name.Length}", $"{item.ResourceVersion[^1] % 7}", item.ResourceVersion];
    }

    [Fact]
    public async Task ST6_a_wait_for_an_own_write_ends_with_the_event_or_bookmark_that_reaches_it()
    {
        _store.Replace([], "10");
        await _store.WaitForAsync("9", CancellationToken.None);
        var (first, second, third) = (_store.WaitForAsync("11", CancellationToken.None), _store.WaitForAsync("13", CancellationToken.None), _store.WaitForAsync("20", CancellationToken.None));
        Assert.False(first.IsCompleted);
        _store.Upsert(Object("a", 12));
        await first;
        Assert.False(second.IsCompleted);
        _store.Advance("13");
        await second;
        Assert.False(third.IsCompleted);
        _store.Replace([], "100");
        await third;
        using var stop = new CancellationTokenSource();
        var given = _store.WaitForAsync("101", stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
    }

    [Fact]
    public void ST9_a_resync_shows_every_object_once_more_within_a_tenth_of_its_interval()
    {
        var time = new ManualTimeProvider();
        var loop = new VirtualLoop(time);
        _store.Replace([Object("a", 1), Object("b", 2)], "2");
        var shown = new List<string>();
        _store.Subscribe(c =>
        {
            if (c.IsResync) shown.Add(c.Object.Name);
        });
        using var stop = new CancellationTokenSource();
        var running = loop.Start(() => Resync.RunAsync(_store, Resync.DefaultInterval, time, new Random(1), stop.Token));
        loop.Advance(TimeSpan.FromHours(9) - TimeSpan.FromSeconds(1));
        Assert.Empty(shown);
        loop.Advance(TimeSpan.FromHours(2));
        Assert.Equal(["a", "b"], shown.Order());
        stop.Cancel();
        loop.Settle();
        Assert.True(running.IsCompletedSuccessfully);
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
