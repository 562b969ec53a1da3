using System.Text.Json.Nodes;

namespace Loadline.Simulator.Tests.Contract;

/// <summary>Who somebody is and what they may: TokenRequest, RBAC, access reviews, impersonation.</summary>
[Collection(nameof(ContractSuite))]
public sealed class AccessContract(Targets targets)
{
    private const string Rbac = "/apis/rbac.authorization.k8s.io/v1";
    private const string SelfAccess = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private const string Access = "/apis/authorization.k8s.io/v1/subjectaccessreviews";

    [Theory, EveryServer]
    public async Task A_token_is_made_for_an_account_and_expires(string target)
    {
        var (api, ns) = await Account(target);
        var answer = (await TokenOf(api, ns, """{"expirationSeconds":1200}""")).Expect(201).Body;
        Assert.Equal("TokenRequest", (string)answer["kind"]!);
        Assert.Equal(2, ((string)answer["status"]!["token"]!).Count(c => c == '.'));
        Assert.Equal(1200, (int)answer["spec"]!["expirationSeconds"]!);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", (string)answer["status"]!["expirationTimestamp"]!);
    }

    [Theory, EveryServer]
    public async Task A_token_lives_an_hour_by_default_and_ten_minutes_at_least(string target)
    {
        var (api, ns) = await Account(target);
        Assert.Equal(3600, (int)(await TokenOf(api, ns, "{}")).Expect(201).Body["spec"]!["expirationSeconds"]!);
        Assert.Contains("spec.expirationSeconds", (await TokenOf(api, ns, """{"expirationSeconds":60}""")).Expect(422).CauseFields());
    }

    [Theory, EveryServer]
    public async Task No_token_is_made_for_an_account_that_is_not_there(string target)
    {
        var ns = await targets[target].Namespace();
        (await TokenOf(targets[target], ns, "{}")).Expect(404);
    }

    [Theory, EveryServer]
    public async Task An_account_without_a_role_may_nothing_and_is_told_who_it_is(string target)
    {
        var (api, ns) = await Account(target);
        using var bot = await Bot(api, ns);
        var refused = (await bot.Get($"/api/v1/namespaces/{ns}/configmaps")).Expect(403);
        Assert.Equal(
            $"configmaps is forbidden: User \"system:serviceaccount:{ns}:bot\" cannot list resource \"configmaps\" in API group \"\" in the namespace \"{ns}\"",
            refused.Message);
        Assert.Equal("Forbidden", refused.Reason);
        var one = (await bot.Get($"/apis/apps/v1/namespaces/{ns}/deployments/web/scale")).Expect(403);
        Assert.StartsWith("deployments.apps \"web\" is forbidden: User \"system:serviceaccount:", one.Message, StringComparison.Ordinal);
        Assert.Contains("cannot get resource \"deployments/scale\" in API group \"apps\"", one.Message, StringComparison.Ordinal);
        Assert.Contains("at the cluster scope", (await bot.Get("/api/v1/nodes")).Expect(403).Message, StringComparison.Ordinal);
    }

    [Theory, EveryServer]
    public async Task Everybody_known_may_discover_and_ask_about_themselves(string target)
    {
        var (api, ns) = await Account(target);
        using var bot = await Bot(api, ns);
        (await bot.Get("/apis")).Expect(200);
        (await bot.Get("/version")).Expect(200);
        Assert.False((bool)(await bot.Post(SelfAccess, Review("SelfSubjectAccessReview", Resource("list", ns)))).Expect(201).Body["status"]!["allowed"]!);
    }

    [Theory, EveryServer]
    public async Task A_role_binding_grants_what_its_role_says_in_its_namespace(string target)
    {
        var (api, ns) = await Account(target);
        var other = await api.Namespace();
        using var bot = await Bot(api, ns);
        await Grant(api, ns, """[{"apiGroups":[""],"resources":["configmaps"],"verbs":["get","list","create"]}]""");
        await Until.Holds(async () => (await bot.Get($"/api/v1/namespaces/{ns}/configmaps")).Code == 200);
        (await bot.Post($"/api/v1/namespaces/{ns}/configmaps", Manifests.ConfigMap("a"))).Expect(201);
        (await bot.Delete($"/api/v1/namespaces/{ns}/configmaps/a")).Expect(403);
        (await bot.Get($"/api/v1/namespaces/{other}/configmaps")).Expect(403);
        (await bot.Get("/api/v1/configmaps")).Expect(403);
        (await bot.Get($"/api/v1/namespaces/{ns}/secrets")).Expect(403);
    }

    [Theory, EveryServer]
    public async Task A_cluster_role_bound_in_a_namespace_holds_there_only(string target)
    {
        var (api, ns) = await Account(target);
        using var bot = await Bot(api, ns);
        var role = Manifests.Named("rbac.authorization.k8s.io/v1", "ClusterRole", ns);
        role["rules"] = JsonNode.Parse("""[{"apiGroups":["apps"],"resources":["deployments"],"verbs":["list"]}]""");
        (await api.Post($"{Rbac}/clusterroles", role)).Expect(201);
        (await api.Post($"{Rbac}/namespaces/{ns}/rolebindings", Binding("RoleBinding", "viewers", "ClusterRole", ns, ns))).Expect(201);
        await Until.Holds(async () => (await bot.Get($"/apis/apps/v1/namespaces/{ns}/deployments")).Code == 200);
        (await bot.Get("/apis/apps/v1/deployments")).Expect(403);
        (await bot.Get($"/api/v1/namespaces/{ns}/secrets")).Expect(403);
    }

    [Theory, EveryServer]
    public async Task A_cluster_role_binding_holds_everywhere(string target)
    {
        var (api, ns) = await Account(target);
        using var bot = await Bot(api, ns);
        var name = "contract-" + Guid.NewGuid().ToString("N")[..8];
        (await api.Post($"{Rbac}/clusterrolebindings", Binding("ClusterRoleBinding", name, "ClusterRole", "cluster-admin", ns))).Expect(201);
        await Until.Holds(async () => (await bot.Get("/api/v1/nodes")).Code == 200);
        (await bot.Get("/metrics-that-are-not-there")).Expect(404);
        (await api.Delete($"{Rbac}/clusterrolebindings/{name}")).Expect(200);
        await Until.Holds(async () => (await bot.Get("/api/v1/nodes")).Code == 403);
    }

    [Theory, EveryServer]
    public async Task Names_and_subresources_of_a_rule_are_kept_to(string target)
    {
        var (api, ns) = await Account(target);
        using var bot = await Bot(api, ns);
        (await api.Post($"/apis/apps/v1/namespaces/{ns}/deployments", Manifests.Deployment("web"))).Expect(201);
        (await api.Post($"/apis/apps/v1/namespaces/{ns}/deployments", Manifests.Deployment("other"))).Expect(201);
        await Grant(api, ns, """[{"apiGroups":["apps"],"resources":["deployments/scale"],"resourceNames":["web"],"verbs":["get"]}]""");
        await Until.Holds(async () => (await bot.Get($"/apis/apps/v1/namespaces/{ns}/deployments/web/scale")).Code == 200);
        (await bot.Get($"/apis/apps/v1/namespaces/{ns}/deployments/web")).Expect(403);
        (await bot.Get($"/apis/apps/v1/namespaces/{ns}/deployments/other/scale")).Expect(403);
    }

    [Theory, EveryServer]
    public async Task The_administrator_may_everything(string target)
    {
        var api = targets[target];
        Assert.True((bool)(await api.Post(SelfAccess, Review("SelfSubjectAccessReview", Resource("delete", "default")))).Expect(201).Body["status"]!["allowed"]!);
    }

    [Theory, EveryServer]
    public async Task A_review_answers_for_others_and_says_why(string target)
    {
        var (api, ns) = await Account(target);
        await Grant(api, ns, """[{"apiGroups":[""],"resources":["configmaps"],"verbs":["list"]}]""");
        var review = Review("SubjectAccessReview", Resource("list", ns));
        review["spec"]!["user"] = $"system:serviceaccount:{ns}:bot";
        JsonNode status = null!;
        await Until.Holds(async () => (bool)(status = (await api.Post(Access, (JsonNode)review.DeepClone())).Expect(201).Body["status"]!)["allowed"]!);
        Assert.Equal($"RBAC: allowed by RoleBinding \"granted/{ns}\" of Role \"granted\" to ServiceAccount \"bot/{ns}\"", (string)status["reason"]!);
        review["spec"]!["resourceAttributes"]!["verb"] = "delete";
        Assert.False((bool)(await api.Post(Access, review)).Expect(201).Body["status"]!["allowed"]!);
    }

    [Theory, EveryServer]
    public async Task A_review_goes_by_group_and_by_path(string target)
    {
        var api = targets[target];
        var masters = Review("SubjectAccessReview", Resource("list", "default"));
        masters["spec"]!["groups"] = new JsonArray("system:masters");
        Assert.True((bool)(await api.Post(Access, masters)).Expect(201).Body["status"]!["allowed"]!);
        var path = Review("SubjectAccessReview", Manifests.Parse("""{"nonResourceAttributes":{"verb":"get","path":"/apis"},"user":"x","groups":["system:authenticated"]}"""));
        Assert.True((bool)(await api.Post(Access, path)).Expect(201).Body["status"]!["allowed"]!);
        path["spec"]!["nonResourceAttributes"]!["path"] = "/secret-place";
        Assert.False((bool)(await api.Post(Access, path)).Expect(201).Body["status"]!["allowed"]!);
    }

    [Theory, EveryServer]
    public async Task A_review_needs_somebody_and_something(string target)
    {
        var api = targets[target];
        (await api.Post(Access, Review("SubjectAccessReview", Resource("list", "default")))).Expect(422);
        (await api.Post(Access, Review("SubjectAccessReview", Manifests.Parse("""{"user":"x"}""")))).Expect(422);
    }

    [Theory, EveryServer]
    public async Task A_local_review_is_about_its_namespace(string target)
    {
        var api = targets[target];
        var ns = await api.Namespace();
        var path = $"/apis/authorization.k8s.io/v1/namespaces/{ns}/localsubjectaccessreviews";
        var review = Review("LocalSubjectAccessReview", Resource("list", ns));
        review["spec"]!["groups"] = new JsonArray("system:masters");
        review["metadata"] = new JsonObject { ["namespace"] = ns };
        Assert.True((bool)(await api.Post(path, (JsonNode)review.DeepClone())).Expect(201).Body["status"]!["allowed"]!);
        review["spec"]!["resourceAttributes"]!["namespace"] = "default";
        Assert.NotEqual(201, (await api.Post(path, review)).Code);
    }

    [Theory, EveryServer]
    public async Task One_can_list_ones_own_rules(string target)
    {
        var (api, ns) = await Account(target);
        using var bot = await Bot(api, ns);
        await Grant(api, ns, """[{"apiGroups":["example.test"],"resources":["widgets"],"verbs":["watch"]}]""");
        var review = Review("SelfSubjectRulesReview", new JsonObject { ["namespace"] = ns });
        await Until.Holds(async () => (await bot.Post("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", (JsonNode)review.DeepClone())).Expect(201)
            .Body["status"]!["resourceRules"]!.AsArray().Any(rule => rule!["resources"]!.ToJsonString() == """["widgets"]"""));
    }

    [Theory, EveryServer]
    public async Task A_token_goes_with_its_account(string target)
    {
        var (api, ns) = await Account(target);
        using var bot = await Bot(api, ns);
        (await bot.Get("/apis")).Expect(200);
        (await api.Delete($"/api/v1/namespaces/{ns}/serviceaccounts/bot")).Expect(200);
        (await api.Post($"/api/v1/namespaces/{ns}/serviceaccounts", Manifests.Named("v1", "ServiceAccount", "bot"))).Expect(201);
        // The real server remembers a token that it has accepted for some seconds; a new one of the old account would be refused at once.
        await Until.Holds(async () => (await bot.Get("/apis")).Code == 401);
    }

    [Theory, EveryServer]
    public async Task A_token_for_another_audience_is_not_accepted(string target)
    {
        var (api, ns) = await Account(target);
        var token = (string)(await TokenOf(api, ns, """{"audiences":["vault.example.test"]}""")).Expect(201).Body["status"]!["token"]!;
        using var bot = api.As(token);
        Assert.Equal("Unauthorized", (await bot.Get("/apis")).Expect(401).Reason);
    }

    [Theory, EveryServer]
    public async Task A_token_is_reviewed(string target)
    {
        var (api, ns) = await Account(target);
        var token = (string)(await TokenOf(api, ns, "{}")).Expect(201).Body["status"]!["token"]!;
        var review = Manifests.Parse($$$"""{"apiVersion":"authentication.k8s.io/v1","kind":"TokenReview","spec":{"token":"{{{token}}}"}}""");
        var status = (await api.Post("/apis/authentication.k8s.io/v1/tokenreviews", review)).Expect(201).Body["status"]!;
        Assert.True((bool)status["authenticated"]!);
        Assert.Equal($"system:serviceaccount:{ns}:bot", (string)status["user"]!["username"]!);
        Assert.Contains("system:serviceaccounts", status["user"]!["groups"]!.AsArray().Select(group => (string)group!));
        review["spec"]!["token"] = "nonsense";
        Assert.False((bool?)(await api.Post("/apis/authentication.k8s.io/v1/tokenreviews", review)).Expect(201).Body["status"]!["authenticated"] ?? false);
    }

    [Theory, EveryServer]
    public async Task The_administrator_can_act_as_somebody_else(string target)
    {
        var api = targets[target];
        using var nobody = api.Impersonating(targets.TokenOf(target), "jane");
        Assert.Contains("User \"jane\" cannot list", (await nobody.Get("/api/v1/nodes")).Expect(403).Message, StringComparison.Ordinal);
        using var master = api.Impersonating(targets.TokenOf(target), "jane", "system:masters");
        (await master.Get("/api/v1/nodes")).Expect(200);
    }

    [Theory, EveryServer]
    public async Task Only_those_who_may_act_as_somebody_else(string target)
    {
        var (api, ns) = await Account(target);
        var token = (string)(await TokenOf(api, ns, "{}")).Expect(201).Body["status"]!["token"]!;
        using var bot = api.Impersonating(token, "jane");
        Assert.Contains("cannot impersonate resource \"users\"", (await bot.Get("/apis")).Expect(403).Message, StringComparison.Ordinal);
    }

    [Theory, EveryServer]
    public async Task The_role_of_a_binding_does_not_change(string target)
    {
        var (api, ns) = await Account(target);
        await Grant(api, ns, """[{"apiGroups":[""],"resources":["configmaps"],"verbs":["list"]}]""");
        var refused = await api.MergePatch($"{Rbac}/namespaces/{ns}/rolebindings/granted", Manifests.Parse("""{"roleRef":{"name":"other"}}"""));
        Assert.Contains("roleRef", refused.Expect(422).CauseFields());
    }

    [Theory, EveryServer]
    public async Task A_rule_needs_verbs(string target)
    {
        var ns = await targets[target].Namespace();
        var role = Manifests.Named("rbac.authorization.k8s.io/v1", "Role", "r");
        role["rules"] = JsonNode.Parse("""[{"apiGroups":[""],"resources":["configmaps"],"verbs":[]}]""");
        Assert.Contains("rules[0].verbs", (await targets[target].Post($"{Rbac}/namespaces/{ns}/roles", role)).Expect(422).CauseFields());
    }

    [Theory, EveryServer]
    public async Task The_service_account_resource_offers_tokens_in_discovery(string target)
    {
        var token = (await targets[target].Get("/api/v1")).Expect(200).Body["resources"]!.AsArray()
            .Single(resource => (string)resource!["name"]! == "serviceaccounts/token")!;
        Assert.Equal(("TokenRequest", "authentication.k8s.io"), ((string)token["kind"]!, (string)token["group"]!));
        Assert.Equal("""["create"]""", token["verbs"]!.ToJsonString());
    }

    private async Task<(ApiTarget Api, string Namespace)> Account(string target)
    {
        var ns = await targets[target].Namespace();
        (await targets[target].Post($"/api/v1/namespaces/{ns}/serviceaccounts", Manifests.Named("v1", "ServiceAccount", "bot"))).Expect(201);
        return (targets[target], ns);
    }

    private static Task<Answer> TokenOf(ApiTarget api, string ns, string spec) => api.Post(
        $"/api/v1/namespaces/{ns}/serviceaccounts/bot/token",
        new JsonObject { ["apiVersion"] = "authentication.k8s.io/v1", ["kind"] = "TokenRequest", ["spec"] = Manifests.Parse(spec) });

    private static async Task<ApiTarget> Bot(ApiTarget api, string ns) => api.As((string)(await TokenOf(api, ns, "{}")).Expect(201).Body["status"]!["token"]!);

    private static async Task Grant(ApiTarget api, string ns, string rules)
    {
        var role = Manifests.Named("rbac.authorization.k8s.io/v1", "Role", "granted");
        role["rules"] = JsonNode.Parse(rules);
        (await api.Post($"{Rbac}/namespaces/{ns}/roles", role)).Expect(201);
        (await api.Post($"{Rbac}/namespaces/{ns}/rolebindings", Binding("RoleBinding", "granted", "Role", "granted", ns))).Expect(201);
    }

    private static JsonObject Binding(string kind, string name, string roleKind, string role, string ns)
    {
        var binding = Manifests.Named("rbac.authorization.k8s.io/v1", kind, name);
        binding["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = roleKind, ["name"] = role };
        binding["subjects"] = new JsonArray(new JsonObject { ["kind"] = "ServiceAccount", ["name"] = "bot", ["namespace"] = ns });
        return binding;
    }

    private static JsonObject Review(string kind, JsonObject spec) =>
        new() { ["apiVersion"] = "authorization.k8s.io/v1", ["kind"] = kind, ["spec"] = spec };

    private static JsonObject Resource(string verb, string ns) =>
        new() { ["resourceAttributes"] = new JsonObject { ["verb"] = verb, ["resource"] = "configmaps", ["namespace"] = ns } };
}
