using System.Text;
using System.Text.Json.Nodes;
using Loadline.Simulator.Http;
using Loadline.Simulator.Json;
using Loadline.Simulator.Kinds;

namespace Loadline.Simulator.Workloads;

/// <summary>Makes pods and revisions from pod templates.</summary>
internal static class PodTemplates
{
    private static readonly PodRules Rules = new();

    /// <summary>A pod of <paramref name="template"/> that <paramref name="owner"/> controls; without a name it gets a random one.</summary>
    public static JsonObject Pod(JsonObject owner, JsonObject? template, string? name = null)
    {
        var metadata = new JsonObject();
        metadata["name"] = name ?? $"{owner.Name()}-{RandomSuffix.Next()}";
        metadata["namespace"] = owner.Namespace();
        metadata.CopyFrom(template.Obj("metadata"), "labels");
        metadata.CopyFrom(template.Obj("metadata"), "annotations");
        metadata["ownerReferences"] = new JsonArray(OwnerReference(owner));
        var pod = new JsonObject
        {
            ["kind"] = "Pod",
            ["apiVersion"] = "v1",
            ["metadata"] = metadata,
            ["spec"] = template.Obj("spec")?.DeepClone() ?? new JsonObject(),
        };
        Rules.Default(pod, null);
        Rules.PrepareCreate(pod);
        return pod;
    }

    public static JsonObject OwnerReference(JsonObject owner) => new()
    {
        ["apiVersion"] = owner.Text("apiVersion"),
        ["kind"] = owner.Text("kind"),
        ["name"] = owner.Name(),
        ["uid"] = owner.Text("metadata", "uid"),
        ["controller"] = true,
        ["blockOwnerDeletion"] = true,
    };

    /// <summary>A short name of a template's content: equal templates, equal hash.</summary>
    public static string Hash(JsonNode? template)
    {
        // FNV-1a, as Kubernetes does, over canonical JSON.
        var hash = 2166136261u;
        foreach (var value in Encoding.UTF8.GetBytes(Canonical(template)?.ToJsonString() ?? ""))
        {
            hash = unchecked((hash ^ value) * 16777619u);
        }
        const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";
        Span<char> text = stackalloc char[8];
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = Alphabet[(int)(hash % (uint)Alphabet.Length)];
            hash = unchecked((hash / (uint)Alphabet.Length) + (hash * 31u));
        }
        return new string(text);
    }

    private static JsonNode? Canonical(JsonNode? node) => node switch
    {
        JsonObject obj => new JsonObject(obj.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, Canonical(member.Value)))),
        JsonArray array => new JsonArray([.. array.Select(Canonical)]),
        _ => node?.DeepClone(),
    };
}
