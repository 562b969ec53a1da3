using System.Text.Json.Nodes;
using Loadline.Simulator.Catalog;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Tables;

/// <summary>Prints objects as <c>meta.k8s.io Table</c>, which is what <c>kubectl get</c> shows.</summary>
internal sealed class TableBuilder(ApiResource resource, TimeProvider time, string includeObject, string metaVersion)
{
    private readonly IReadOnlyList<TableColumn> _columns = TableColumns.Of(resource);

    /// <param name="items">The rows' objects.</param>
    /// <param name="metadata">Metadata of the list.</param>
    /// <param name="withColumns">Define the columns; a watch does so in its first event only.</param>
    /// <param name="bookmarkOf">For a bookmark: the empty object that carries the resourceVersion.</param>
    public JsonObject Build(IReadOnlyList<JsonObject> items, JsonObject metadata, bool withColumns, JsonObject? bookmarkOf = null)
    {
        var now = time.GetUtcNow();
        var rows = new JsonArray();
        foreach (var item in items)
        {
            rows.Add((JsonNode)new JsonObject
            {
                ["cells"] = new JsonArray([.. _columns.Select(column => column.Cell(item, now))]),
                ["object"] = Embedded(item),
            });
        }
        if (bookmarkOf is not null) rows.Add((JsonNode)new JsonObject { ["cells"] = new JsonArray(), ["object"] = Embedded(bookmarkOf) });
        return new JsonObject
        {
            ["kind"] = "Table",
            ["apiVersion"] = "meta.k8s.io/" + metaVersion,
            ["metadata"] = metadata,
            ["columnDefinitions"] = withColumns ? new JsonArray([.. _columns.Select(column => column.Definition())]) : new JsonArray(),
            ["rows"] = rows,
        };
    }

    private JsonObject? Embedded(JsonObject item) => includeObject switch
    {
        "None" => null,
        "Object" => item.Copy(),
        _ => new JsonObject
        {
            ["kind"] = "PartialObjectMetadata",
            ["apiVersion"] = "meta.k8s.io/" + metaVersion,
            ["metadata"] = item.Obj("metadata")?.DeepClone(),
        },
    };
}
