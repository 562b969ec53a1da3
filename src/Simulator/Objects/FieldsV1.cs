using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects;

/// <summary>The wire form of a <see cref="FieldSet"/> in <c>metadata.managedFields[].fieldsV1</c>.</summary>
internal static class FieldsV1
{
    private const string Self = ".";

    public static JsonObject Write(FieldSet set) => Write(set, false);

    /// <exception cref="FormatException">A key is not a path element.</exception>
    public static FieldSet Read(JsonObject fields)
    {
        var set = new FieldSet();
        foreach (var (name, node) in fields)
        {
            if (name == Self || PathElement.Parse(name) is not { } element) continue;
            var below = node as JsonObject ?? [];
            set.Put(element, below.Count == 0 || below.ContainsKey(Self), below.Count == 0 ? null : Read(below));
        }
        return set;
    }

    private static JsonObject Write(FieldSet set, bool includeSelf)
    {
        var fields = new JsonObject();
        if (includeSelf) fields[Self] = new JsonObject();
        foreach (var (element, isMember, below) in set.Ordered)
            fields[element.Text] = below is null ? [] : Write(below, isMember);
        return fields;
    }
}
