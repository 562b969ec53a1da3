using System.Text.Json.Nodes;
using Loadline.Simulator.Catalog;
using Loadline.Simulator.Json;
using Loadline.Simulator.Storage;
using Loadline.Simulator.Tables;

namespace Loadline.Simulator.Http;

/// <summary>Turns stored objects into the negotiated form.</summary>
internal sealed class ObjectRenderer(ServerContext server, ApiResource resource, OutputForm form, string includeObject)
{
    private readonly TableBuilder _table = new(resource, server.Time, includeObject, form.MetaVersion);

    public static ObjectRenderer For(ServerContext server, ApiCall call, OutputForm form) => new(server, call.Resource, form, call.Option("includeObject"));

    public bool IsPlain => form.Shape == OutputShape.Object;

    /// <summary>One object, as GET, writes and watch events carry it.</summary>
    public ReadOnlyMemory<byte> One(StoredObject stored, bool withColumns = true) => form.Shape switch
    {
        OutputShape.Object => Conversion.Serve(resource, stored),
        OutputShape.Table => _table.Build([Conversion.ServeNode(resource, stored)], ListMetadata(stored.ResourceVersion), withColumns).ToUtf8(),
        _ => PartialMetadata(Conversion.ServeNode(resource, stored), "PartialObjectMetadata").ToUtf8(),
    };

    /// <summary>One object that need not be stored (dry run, subresources).</summary>
    public ReadOnlyMemory<byte> One(JsonObject obj) => form.Shape switch
    {
        OutputShape.Object => obj.ToUtf8(),
        OutputShape.Table => _table.Build([obj], [], true).ToUtf8(),
        _ => PartialMetadata(obj, "PartialObjectMetadata").ToUtf8(),
    };

    /// <summary>A bookmark, which carries nothing but a resourceVersion.</summary>
    public ReadOnlyMemory<byte> Bookmark(long resourceVersion, bool endsInitialEvents)
    {
        var metadata = new JsonObject { ["resourceVersion"] = resourceVersion.Invariant(), ["creationTimestamp"] = null };
        if (endsInitialEvents) metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        var empty = new JsonObject { ["kind"] = resource.Kind, ["apiVersion"] = resource.ApiVersion, ["metadata"] = metadata };
        return form.Shape switch
        {
            OutputShape.Object => empty.ToUtf8(),
            OutputShape.Table => _table.Build([], ListMetadata(resourceVersion), false, bookmarkOf: empty).ToUtf8(),
            _ => PartialMetadata(empty, "PartialObjectMetadata").ToUtf8(),
        };
    }

    /// <summary>A list as a Table or as metadata only; plain lists are streamed by the reader.</summary>
    public JsonObject List(IReadOnlyList<StoredObject> items, JsonObject metadata)
    {
        var nodes = items.Select(item => Conversion.ServeNode(resource, item)).ToList();
        if (form.Shape == OutputShape.Table) return _table.Build(nodes, metadata, true);
        return new JsonObject
        {
            ["kind"] = "PartialObjectMetadataList",
            ["apiVersion"] = "meta.k8s.io/" + form.MetaVersion,
            ["metadata"] = metadata,
            ["items"] = new JsonArray([.. nodes.Select(node => PartialMetadata(node, "PartialObjectMetadata"))]),
        };
    }

    private JsonObject PartialMetadata(JsonObject obj, string kind) => new()
    {
        ["kind"] = kind,
        ["apiVersion"] = "meta.k8s.io/" + form.MetaVersion,
        ["metadata"] = obj.Obj("metadata")?.DeepClone() ?? new JsonObject(),
    };

    private static JsonObject ListMetadata(long resourceVersion) => new() { ["resourceVersion"] = resourceVersion.Invariant() };
}
