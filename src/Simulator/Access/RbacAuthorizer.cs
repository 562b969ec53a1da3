using System.Text.Json.Nodes;
using Loadline.Simulator.Json;
using Loadline.Simulator.Selectors;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Access;

/// <summary>Roles and bindings as they are in the store at the moment of the question.</summary>
internal sealed class RbacAuthorizer(ObjectStore store)
{
    private const string Group = "rbac.authorization.k8s.io";
    private static readonly GroupResource ClusterRoles = new(Group, "clusterroles");
    private static readonly GroupResource Roles = new(Group, "roles");
    private static readonly GroupResource ClusterRoleBindings = new(Group, "clusterrolebindings");
    private static readonly GroupResource RoleBindings = new(Group, "rolebindings");

    /// <summary>Whether it is allowed, and by which binding.</summary>
    public (bool Allowed, string Reason) Allows(UserInfo user, AccessRequest request)
    {
        if (user.IsMaster) return (true, "");
        foreach (var (rule, reason) in RulesOf(user, request.Namespace))
        {
            if (Covers(rule, request)) return (true, reason);
        }
        return (false, "");
    }

    /// <summary>Every rule that holds for a user in a namespace (cluster-wide only where it is empty), with what grants it.</summary>
    public IEnumerable<(JsonNode Rule, string Reason)> RulesOf(UserInfo user, string @namespace)
    {
        IEnumerable<(StoredObject Binding, string Kind)> bindings = store.Snapshot(ClusterRoleBindings).Objects.Select(binding => (binding, "ClusterRoleBinding"));
        if (@namespace.Length > 0) bindings = bindings.Concat(store.Snapshot(RoleBindings).Range(@namespace, null).Select(binding => (binding, "RoleBinding")));
        foreach (var (stored, kind) in bindings)
        {
            var binding = stored.Parse();
            var subject = (binding.Arr("subjects") ?? []).FirstOrDefault(candidate => Names(candidate, user, stored.Key.Namespace));
            if (subject is null) continue;
            var (roleKind, roleName) = (binding.Text("roleRef", "kind") ?? "", binding.Text("roleRef", "name") ?? "");
            var name = stored.Key.Namespace.Length > 0 ? $"{stored.Key.Name}/{stored.Key.Namespace}" : stored.Key.Name;
            var who = subject.Text("kind") == "ServiceAccount" ? $"{subject.Text("name")}/{subject.Text("namespace")}" : subject.Text("name");
            var reason = $"RBAC: allowed by {kind} \"{name}\" of {roleKind} \"{roleName}\" to {subject.Text("kind")} \"{who}\"";
            foreach (var rule in RulesOf(roleKind, roleName, stored.Key.Namespace)) yield return (rule, reason);
        }
    }

    private IEnumerable<JsonNode> RulesOf(string kind, string name, string @namespace)
    {
        var stored = kind == "Role" ? store.Find(Roles, new ObjectKey(@namespace, name)) : store.Find(ClusterRoles, new ObjectKey("", name));
        if (stored?.Parse() is not { } role) return [];
        var own = (role.Arr("rules") ?? []).OfType<JsonNode>();
        if (role.Arr("aggregationRule", "clusterRoleSelectors") is not { } selectors) return own;
        var wanted = selectors.OfType<JsonObject>().Select(LabelSelector.FromObject).ToList();
        return own.Concat(store.Snapshot(ClusterRoles).Objects
            .Where(other => other.Key.Name != name && wanted.Any(selector => selector.Matches(other.Label)))
            .SelectMany(other => (other.Parse().Arr("rules") ?? []).OfType<JsonNode>()));
    }

    private static bool Names(JsonNode? subject, UserInfo user, string @namespace) => subject.Text("kind") switch
    {
        "User" => subject.Text("name") == user.Name,
        "Group" => user.Groups.Contains(subject.Text("name") ?? ""),
        "ServiceAccount" => UserInfo.ServiceAccountName(subject.Text("namespace") ?? @namespace, subject.Text("name")) == user.Name,
        _ => false,
    };

    private static bool Covers(JsonNode rule, AccessRequest request)
    {
        if (!Has(rule, "verbs", request.Verb)) return false;
        if (request.Path is { } path) return Strings(rule, "nonResourceURLs").Any(pattern => CoversPath(pattern, path));
        if (!Has(rule, "apiGroups", request.Group) || !Strings(rule, "resources").Any(pattern => CoversResource(pattern, request))) return false;
        var names = Strings(rule, "resourceNames").ToList();
        return names.Count == 0 || names.Contains(request.Name);
    }

    private static bool CoversResource(string pattern, AccessRequest request)
    {
        if (pattern == "*") return true;
        var wanted = request.Subresource.Length > 0 ? $"{request.Resource}/{request.Subresource}" : request.Resource;
        return pattern == wanted || (request.Subresource.Length > 0 && pattern == $"*/{request.Subresource}");
    }

    private static bool CoversPath(string pattern, string path) =>
        pattern == path || (pattern.EndsWith('*') && path.StartsWith(pattern[..^1], StringComparison.Ordinal));

    private static bool Has(JsonNode rule, string field, string value) => Strings(rule, field).Any(one => one == "*" || one == value);

    private static IEnumerable<string> Strings(JsonNode rule, string field) => (rule.Arr(field) ?? []).Select(one => one.Text() ?? "");
}
