using System.Text.Json.Nodes;
using Loadline.Simulator.Http;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Kinds;

/// <summary>Roles, whose rules say what to whom, and bindings, which never change the role that they grant.</summary>
internal sealed class RbacRules(bool binding, bool cluster) : IKindRules
{
    private const string Group = "rbac.authorization.k8s.io";

    public void Default(JsonObject obj, JsonObject? old)
    {
        if (!binding) return;
        obj.Ensure("roleRef").Default("apiGroup", Group);
        foreach (var subject in obj.Arr("subjects")?.OfType<JsonObject>() ?? [])
        {
            if (subject.Text("kind") is "User" or "Group") subject.Default("apiGroup", Group);
        }
    }

    public IEnumerable<StatusCause> Validate(JsonObject obj, JsonObject? old) => binding ? Binding(obj, old) : Rules(obj.Arr("rules") ?? []);

    private IEnumerable<StatusCause> Binding(JsonObject obj, JsonObject? old)
    {
        var kind = obj.Text("roleRef", "kind") ?? "";
        if (kind != "ClusterRole" && (cluster || kind != "Role"))
        {
            yield return Causes.Unsupported("roleRef.kind", kind, cluster ? ["ClusterRole"] : ["Role", "ClusterRole"]);
        }
        if (obj.Text("roleRef", "name") is not { Length: > 0 }) yield return Causes.Required("roleRef.name");
        var subjects = obj.Arr("subjects") ?? [];
        for (var i = 0; i < subjects.Count; i++)
        {
            if (subjects[i].Text("name") is not { Length: > 0 }) yield return Causes.Required($"subjects[{i}].name");
            if (subjects[i].Text("kind") is not ("User" or "Group" or "ServiceAccount"))
            {
                yield return Causes.Unsupported($"subjects[{i}].kind", subjects[i].Text("kind") ?? "", "ServiceAccount", "User", "Group");
            }
        }
        if (old is not null && !old.At("roleRef").Same(obj.At("roleRef"))) yield return Causes.Invalid("roleRef", obj.At("roleRef"), "cannot change roleRef");
    }

    private static IEnumerable<StatusCause> Rules(JsonArray rules)
    {
        for (var i = 0; i < rules.Count; i++)
        {
            if (rules[i].Arr("verbs") is null or { Count: 0 }) yield return Causes.Required($"rules[{i}].verbs", "verbs must contain at least one value");
            if (rules[i].Arr("nonResourceURLs") is { Count: > 0 }) continue;
            if (rules[i].Arr("apiGroups") is null or { Count: 0 }) yield return Causes.Required($"rules[{i}].apiGroups", "resource rules must supply at least one api group");
            if (rules[i].Arr("resources") is null or { Count: 0 }) yield return Causes.Required($"rules[{i}].resources", "resource rules must supply at least one resource");
        }
    }
}
