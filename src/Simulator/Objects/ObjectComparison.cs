using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects;

/// <summary>The fields in which two versions of an object differ. No path is in more than one of the sets.</summary>
internal sealed class ObjectComparison
{
    private readonly List<PathElement> _path = [];

    private ObjectComparison()
    {
    }

    public FieldSet Added { get; } = new();

    public FieldSet Modified { get; } = new();

    public FieldSet Removed { get; } = new();

    public static ObjectComparison Between(JsonObject? before, JsonObject? after, TypeSchema type)
    {
        var comparison = new ObjectComparison();
        comparison.Members(before, after, type);
        return comparison;
    }

    private void Compare(Slot before, Slot after, TypeSchema type)
    {
        if (before.Exists && after.Exists && JsonNodes.AreEqual(before.Node, after.Node)) return;
        var shape = type.Shape((after.Exists ? after : before).Node);
        if (before.Exists && after.Exists && type.Shape(before.Node) != shape)
        {
            Replaced(before, after, type);
            return;
        }
        if (shape == NodeShape.Leaf || (before.IsEmptyContainer && after.IsEmptyContainer))
        {
            (before.Exists ? after.Exists ? Modified : Removed : Added).Insert(Path);
            return;
        }
        if (shape == NodeShape.Members)
            Members(before.Node as JsonObject, after.Node as JsonObject, type);
        else
            Items(before.Node as JsonArray, after.Node as JsonArray, type);
        if (!before.Exists) Added.Insert(Path);
        else if (!after.Exists) Removed.Insert(Path);
    }

    /// <summary>An untyped value that became another shape: what was below it is gone, what is below it now is new.</summary>
    private void Replaced(Slot before, Slot after, TypeSchema type)
    {
        Members(before.Node as JsonObject, null, type);
        Members(null, after.Node as JsonObject, type);
        Modified.Insert(Path);
    }

    private void Members(JsonObject? before, JsonObject? after, TypeSchema type)
    {
        if (before is not null)
            foreach (var (name, value) in before)
                Member(name, Slot.Of(value), Slot.Of(after, name), type);
        if (after is not null)
            foreach (var (name, value) in after)
                if (before?.ContainsKey(name) != true)
                    Member(name, Slot.Absent, Slot.Of(value), type);
    }

    private void Member(string name, Slot before, Slot after, TypeSchema type)
    {
        // A field that the schema lost is compared as it stands, so that it is not owned forever by accident.
        var memberType = type.Member(name) ?? TypeSchema.Anything;
        _path.Add(PathElement.Field(name));
        Compare(before, after, memberType);
        _path.RemoveAt(_path.Count - 1);
    }

    private void Items(JsonArray? before, JsonArray? after, TypeSchema type)
    {
        var old = new ItemIndex(before, type);
        var now = new ItemIndex(after, type);
        foreach (var element in old.Elements)
            Item(element, old, now, type);
        foreach (var element in now.Elements)
            if (!old.Contains(element))
                Item(element, old, now, type);
    }

    private void Item(PathElement element, ItemIndex old, ItemIndex now, TypeSchema type)
    {
        _path.Add(element);
        if (old.HasDuplicates(element) || now.HasDuplicates(element))
        {
            // Items that cannot be told apart are one unit.
            if (!old.Contains(element)) Added.Insert(Path);
            else if (!now.Contains(element)) Removed.Insert(Path);
            else if (!JsonNodes.AreEqual(old.All(element), now.All(element))) Modified.Insert(Path);
        }
        else
            Compare(old.Single(element), now.Single(element), type.Element!);
        _path.RemoveAt(_path.Count - 1);
    }

    private ReadOnlySpan<PathElement> Path => CollectionsMarshal.AsSpan(_path);
}
