using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Loadline.Simulator.Objects;

namespace Loadline.Simulator.Tests.Objects;

/// <summary>Laws of field ownership, over random intents, histories and edits of a small kind that has every sort of list and map.</summary>
public sealed class ApplyProperties
{
    private const string Version = "example.org/v1";
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private static readonly TypeSchema Schema = TypeSchema.FromOpenApi(Json.Object("""
        {"type":"object","properties":{"spec":{"type":"object","properties":{
          "a":{"type":"integer"},"b":{"type":"integer"},
          "map":{"type":"object","additionalProperties":{"type":"integer"}},
          "nested":{"type":"object","properties":{"x":{"type":"integer"},"y":{"type":"integer"}}},
          "items":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],"items":{"type":"object",
            "properties":{"name":{"type":"string"},"v":{"type":"integer"},"w":{"type":"integer"}}}},
          "set":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
          "atomic":{"type":"array","items":{"type":"integer"}}}}}}
        """));

    private static readonly Gen<JsonObject> Intents = IntentsOver(["n1", "n2", "n3"], ["a", "b"], ["x", "y"], ["v", "w"]);

    private static Gen<JsonObject> IntentsOver(string[] names, string[] scalars, string[] nested, string[] itemFields, bool atomic = true) =>
        from top in Values(scalars)
        from map in Values(names)
        from inner in Values(nested)
        from itemNames in Gen.SubListOf(names)
        from order in Gen.Shuffle(itemNames.ToArray())
        from items in Gen.CollectToList(order, name => Values(itemFields).Select(v => Named(name, v)))
        from set in Gen.SubListOf(names)
        from list in Gen.Choose(0, 2).SelectMany(n => Gen.ListOf(Gen.Choose(0, 2), n))
        select Intent(top, map, inner, [.. items], [.. set], atomic ? [.. list] : []);

    private static Gen<Dictionary<string, int>> Values(string[] names) =>
        from chosen in Gen.SubListOf(names)
        from values in Gen.ListOf(Gen.Choose(0, 2), chosen.Count)
        select chosen.Zip(values).ToDictionary(p => p.First, p => p.Second);

    private static JsonObject Named(string name, Dictionary<string, int> values)
    {
        var item = Map(values);
        item["name"] = name;
        return item;
    }

    private static JsonObject Map(Dictionary<string, int> values) =>
        new(values.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)JsonValue.Create(v.Value))));

    private static JsonObject Intent(Dictionary<string, int> top, Dictionary<string, int> map, Dictionary<string, int> nested,
        JsonObject[] items, string[] set, int[] atomic)
    {
        var spec = Map(top);
        if (map.Count > 0) spec["map"] = Map(map);
        if (nested.Count > 0) spec["nested"] = Map(nested);
        if (items.Length > 0) spec["items"] = new JsonArray([.. items.Select(i => i.DeepClone())]);
        if (set.Length > 0) spec["set"] = new JsonArray([.. set.Select(s => (JsonNode)JsonValue.Create(s))]);
        if (atomic.Length > 0) spec["atomic"] = new JsonArray([.. atomic.Select(i => (JsonNode)JsonValue.Create(i))]);
        var result = new JsonObject { ["apiVersion"] = Version, ["kind"] = "Thing", ["metadata"] = new JsonObject { ["name"] = "t" } };
        if (spec.Count > 0) result["spec"] = spec;
        return result;
    }

    /// <summary>A few forced applies by several managers, with an edit at the end if there is one.</summary>
    private static Gen<JsonObject?> Histories(params string[] managers) =>
        from count in Gen.Choose(0, 4)
        from steps in Gen.ListOf(Gen.Elements(managers).Zip(Intents), count)
        select steps.Aggregate((JsonObject?)null, (live, step) => Forced(live, step.Item2, step.Item1));

    private static JsonObject Forced(JsonObject? live, JsonObject intent, string manager) => Apply(live, intent, manager, true).Object!;

    private static ApplyResult Apply(JsonObject? live, JsonObject intent, string manager, bool force, int minutes = 0) =>
        ServerSideApply.Apply(live, intent, Schema, manager, force, Version, null, Now.AddMinutes(minutes));

    /// <summary>Every leaf by its path, keyed items included: what a reader of the object sees.</summary>
    private static Dictionary<string, string> Leaves(JsonObject? value)
    {
        var leaves = new Dictionary<string, string>();
        foreach (var (name, member) in value?["spec"] as JsonObject ?? [])
        {
            if (member is JsonObject map)
                foreach (var (key, leaf) in map)
                    leaves.Add($".spec.{name}.{key}", leaf!.ToJsonString());
            else if (name == "items")
                foreach (var item in member!.AsArray())
                    foreach (var (key, leaf) in item!.AsObject())
                        leaves.Add($".spec.items[name=\"{item["name"]}\"].{key}", leaf!.ToJsonString());
            else if (name == "set")
                foreach (var item in member!.AsArray())
                    leaves.Add($".spec.set[={item!.ToJsonString()}]", item.ToJsonString());
            else
                leaves.Add($".spec.{name}", member!.ToJsonString());
        }
        return leaves;
    }

    private static HashSet<string> Owned(JsonObject? live, params string[] managers) =>
        live is null ? [] : [.. managers.SelectMany(m => ManagedFields.OwnedPaths(live, m))];

    [Fact]
    public void The_same_intent_twice_changes_nothing() => Prop.ForAll(Histories("a", "b", "c").ToArbitrary(), Intents.ToArbitrary(), (live, intent) =>
    {
        var once = Forced(live, intent, "a");
        var twice = Apply(once, intent, "a", false, minutes: 5);
        Assert.False(twice.Changed);
        Json.Same(once, twice.Object);
    }).Holds();

    [Fact]
    public void What_is_applied_is_there_and_owned() => Prop.ForAll(Histories("a", "b", "c").ToArbitrary(), Intents.ToArbitrary(), (live, intent) =>
    {
        var result = Forced(live, intent, "a");
        var leaves = Leaves(result);
        var owned = Owned(result, "a");
        foreach (var (path, value) in Leaves(intent))
        {
            Assert.Equal(value, leaves[path]);
            Assert.Contains(path, owned);
        }
    }).Holds();

    [Fact]
    public void Managers_of_disjoint_fields_never_conflict()
    {
        var ours = IntentsOver(["o1", "o2"], ["a"], ["x"], ["v", "w"]);
        var theirs = IntentsOver(["t1", "t2"], ["b"], ["y"], ["v", "w"], atomic: false);
        Prop.ForAll(ours.ListOf(4).ToArbitrary(), theirs.ListOf(4).ToArbitrary(), (us, them) =>
        {
            JsonObject? live = null;
            foreach (var (mine, other) in us.Zip(them))
            {
                live = Apply(live, mine, "us", false).Object ?? throw new InvalidOperationException("conflict");
                live = Apply(live, other, "them", false).Object ?? throw new InvalidOperationException("conflict");
            }
            var expected = Leaves(us.LastOrDefault()).Concat(Leaves(them.LastOrDefault())).OrderBy(l => l.Key, StringComparer.Ordinal);
            Assert.Equal(expected, Leaves(live).OrderBy(l => l.Key, StringComparer.Ordinal));
        }).Holds();
    }

    [Fact]
    public void A_dropped_field_goes_exactly_when_nobody_else_owns_it() =>
        Prop.ForAll(Histories("a", "b", "c").ToArbitrary(), Intents.Zip(Intents).ToArbitrary(), (history, intents) =>
        {
            var live = Forced(history, intents.Item1, "a");
            var others = Owned(live, "b", "c");
            var result = Forced(live, intents.Item2, "a");
            var left = Leaves(result);
            var kept = Leaves(intents.Item2);
            foreach (var path in Leaves(intents.Item1).Keys.Where(p => !kept.ContainsKey(p)))
                Assert.Equal(others.Contains(path), left.ContainsKey(path));
        }).Holds();

    [Fact]
    public void Applying_after_an_edit_conflicts_exactly_where_the_edit_differs() =>
        Prop.ForAll(Intents.Zip(Intents).ToArbitrary(), intents =>
        {
            var live = Forced(null, intents.Item1, "a");
            var edited = (JsonObject)live.DeepClone();
            edited.Remove("spec");
            if (intents.Item2["spec"] is { } spec) edited["spec"] = spec.DeepClone();
            ManagedFields.RecordUpdate(live, edited, Schema, "editor", Version, null, Now);

            var now = Leaves(edited);
            var differing = Leaves(intents.Item1).Where(l => now.TryGetValue(l.Key, out var value) && value != l.Value).Select(l => l.Key);

            var result = Apply(edited, intents.Item1, "a", false);
            Assert.Equal(differing.Order(StringComparer.Ordinal), result.Conflicts.Select(c => c.FieldPath).Order(StringComparer.Ordinal));
        }).Holds();

    [Fact]
    public void Nobody_owns_what_is_not_there() =>
        Prop.ForAll(Histories("a", "b").ToArbitrary(), Intents.Zip(Intents).ToArbitrary(), (history, intents) =>
        {
            var live = Forced(history, intents.Item1, "a");
            var edited = (JsonObject)live.DeepClone();
            edited["spec"] = intents.Item2["spec"]?.DeepClone() ?? new JsonObject();
            ManagedFields.RecordUpdate(live, edited, Schema, "editor", Version, null, Now);

            var leaves = Leaves(edited).Keys.ToList();
            foreach (var path in Owned(edited, "a", "b", "editor"))
                Assert.True(path == ".spec" || leaves.Exists(l => l.StartsWith(path, StringComparison.Ordinal)), path);
        }).Holds();

    [Fact]
    public void Fields_survive_their_wire_form() => Prop.ForAll(Intents.ToArbitrary(), intent =>
    {
        var fields = FieldExtraction.Fields(intent, Schema);
        Assert.True(fields.SetEquals(FieldsV1.Read(FieldsV1.Write(fields))));
    }).Holds();

    [Fact]
    public void Set_operations_obey_the_algebra_of_sets() =>
        Prop.ForAll(Intents.Select(i => FieldExtraction.Fields(i, Schema)).Three().ToArbitrary(), sets =>
        {
            var (a, b, c) = sets;
            Assert.True(a.Union(b).SetEquals(b.Union(a)));
            Assert.True(a.Intersection(b.Union(c)).SetEquals(a.Intersection(b).Union(a.Intersection(c))));
            Assert.True(a.Difference(b).Union(a.Intersection(b)).SetEquals(a));
            Assert.True(a.Difference(b).Intersection(b).IsEmpty);
        }).Holds();
}
