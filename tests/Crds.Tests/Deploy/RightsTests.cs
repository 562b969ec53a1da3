using System.Text.Json.Nodes;

namespace Loadline.Crds.Tests.Deploy;

/// <summary>What the operator may do in the hub.</summary>
public sealed class RightsTests
{
    private static readonly IReadOnlyList<JsonObject> Objects = DeployFiles.Yaml("kustomize/base/rbac.yaml");

    private static IEnumerable<(string Role, string[] Groups, string[] Resources, string[] Verbs)> Rules(string kind) =>
        from role in Objects
        where (string?)role["kind"] == kind
        from rule in role["rules"] as JsonArray ?? []
        select ((string)role["metadata"]!["name"]!, Strings(rule!["apiGroups"]), Strings(rule["resources"]), Strings(rule["verbs"]));

    [Fact]
    public void Outside_its_own_group_and_events_it_only_reads_and_patches_status()
    {
        foreach (var (role, groups, resources, verbs) in Rules("ClusterRole"))
        {
            if (groups is ["loadline.io"] || resources is ["events"]) continue;
            var writes = verbs.Except(["get", "list", "watch"]);
            if (resources is ["*/status"]) Assert.Equal(["patch"], writes);
            else Assert.True(!writes.Any(), $"{role} may {string.Join(", ", writes)} {string.Join(", ", resources)}");
        }
    }

    [Fact]
    public void Of_its_own_group_it_writes_bindings_status_and_the_finalizer_of_members()
    {
        var writes = from rule in Rules("ClusterRole")
                     where rule.Groups is ["loadline.io"]
                     from resource in rule.Resources
                     from verb in rule.Verbs.Except(["get", "list", "watch"])
                     where !(resource.EndsWith("/status", StringComparison.Ordinal) && verb == "patch")
                     select $"{verb} {resource}";
        Assert.Equal(
            ["create clusterresourcebindings", "create resourcebindings", "delete clusterresourcebindings", "delete resourcebindings",
                "patch clusterresourcebindings", "patch memberclusters", "patch resourcebindings"],
            writes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_verb_is_a_wildcard() => Assert.DoesNotContain(Rules("ClusterRole").Concat(Rules("Role")), r => r.Verbs.Contains("*"));

    [Fact]
    public void It_has_every_kind_of_its_group_with_status()
    {
        var own = Rules("ClusterRole").Where(r => r.Groups is ["loadline.io"]).SelectMany(r => r.Resources).ToHashSet();
        foreach (var plural in Schemas.All.Values.Select(c => (string)c["spec"]!["names"]!["plural"]!))
        {
            Assert.Contains(plural, own);
            Assert.Contains(plural + "/status", own);
        }
    }

    [Fact]
    public void Secrets_are_named_in_its_own_namespace_only()
    {
        Assert.DoesNotContain(Rules("ClusterRole"), r => r.Resources.Contains("secrets"));
        Assert.Equal(["get", "list", "watch"], Assert.Single(Rules("Role"), r => r.Resources.Contains("secrets")).Verbs);
    }

    [Fact]
    public void Reading_everything_is_one_role_that_can_be_left_out()
    {
        var all = Assert.Single(Objects, o => (string?)o["kind"] == "ClusterRole" && (o["rules"]?.ToJsonString().Contains("""["*"]""", StringComparison.Ordinal) ?? false));
        var aggregate = Assert.Single(Objects, o => o["aggregationRule"] is not null);
        var selector = Assert.Single((JsonArray)aggregate["aggregationRule"]!["clusterRoleSelectors"]!)!["matchLabels"];
        Assert.True(JsonNode.DeepEquals(selector, all["metadata"]!["labels"]));
        Assert.DoesNotContain(Objects, o => (string?)o["roleRef"]?["name"] == (string?)all["metadata"]!["name"]);
    }

    private static string[] Strings(JsonNode? node) => [.. (node as JsonArray ?? []).Select(n => (string)n!)];
}
