using System.Text.Json.Nodes;
using Loadline.Simulator.Catalog;
using Loadline.Simulator.Http;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Admission;

/// <summary>A write as admission sees it.</summary>
/// <param name="Operation">CREATE, UPDATE or DELETE.</param>
/// <param name="Call">The request.</param>
/// <param name="Object">What is to be stored; null for a deletion.</param>
/// <param name="Old">What is stored; null for a creation.</param>
internal sealed record AdmissionRequest(string Operation, ApiCall Call, JsonObject? Object, JsonObject? Old)
{
    public ApiResource Resource => Call.Resource;

    /// <summary>Name of the object; a namespace is in itself.</summary>
    public string Name => Call.Name.Length > 0 ? Call.Name : (Object ?? Old)?.Name() ?? "";

    public string Namespace => Resource is { Group: "", Plural: "namespaces" } ? Name : Call.Namespace;

    /// <summary>The <c>request</c> of an AdmissionReview.</summary>
    public JsonObject ToJson(string uid)
    {
        var (group, version, kind) = Call.Subresource == "scale" ? ("autoscaling", "v1", "Scale") : (Resource.Group, Resource.Version, Resource.Kind);
        var kindOf = new JsonObject { ["group"] = group, ["version"] = version, ["kind"] = kind };
        var resource = new JsonObject { ["group"] = Resource.Group, ["version"] = Resource.Version, ["resource"] = Resource.Plural };
        var json = new JsonObject { ["uid"] = uid, ["kind"] = kindOf, ["resource"] = resource };
        if (Call.Subresource.Length > 0) json["subResource"] = Call.Subresource;
        json["requestKind"] = kindOf.DeepClone();
        json["requestResource"] = resource.DeepClone();
        if (Call.Subresource.Length > 0) json["requestSubResource"] = Call.Subresource;
        if (Name.Length > 0) json["name"] = Name;
        if (Namespace.Length > 0) json["namespace"] = Namespace;
        json["operation"] = Operation;
        json["userInfo"] = Call.User.ToJson();
        json["object"] = Object?.DeepClone();
        json["oldObject"] = Old?.DeepClone();
        json["dryRun"] = Call.DryRun;
        return json;
    }
}
