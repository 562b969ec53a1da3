using System.Text;
using System.Text.Json.Nodes;

namespace Loadline.Simulator.Tests.Contract;

/// <summary>Admission: webhooks that change, refuse or are not there, and policies in CEL.</summary>
[Collection(nameof(ContractSuite))]
public sealed class AdmissionContract(Targets targets)
{
    private const string Group = "/apis/admissionregistration.k8s.io/v1";
    private const string Validating = "ValidatingWebhookConfiguration";
    private const string Mutating = "MutatingWebhookConfiguration";

    [Theory, EveryServer]
    public async Task A_webhook_refuses_in_its_own_words(string target)
    {
        await using var judge = await WebhookServer.Start(_ => Manifests.Parse("""{"allowed":false,"status":{"code":403,"message":"not on my watch","reason":"Forbidden"}}"""));
        var (api, path) = await Install(target, judge, Validating, "CREATE");
        Answer refused = null!;
        await Until.Holds(async () => (refused = await api.Post(path, Manifests.ConfigMap(Any()))).Code == 403);
        Assert.Equal("Forbidden", refused.Reason);
        Assert.Equal("admission webhook \"judge.example.test\" denied the request: not on my watch", refused.Message);
        await Remove(api, path, Validating);
    }

    [Theory, EveryServer]
    public async Task A_webhook_is_told_what_is_asked_and_by_whom(string target)
    {
        JsonObject? seen = null;
        await using var judge = await WebhookServer.Start(request =>
        {
            seen = (JsonObject)request.DeepClone();
            return Manifests.Parse("""{"allowed":true,"warnings":["think twice"]}""");
        });
        var (api, path) = await Install(target, judge, Validating, "UPDATE");
        (await api.Post(path, Manifests.ConfigMap("a"))).Expect(201);
        var round = 0;
        Answer answer = null!;
        await Until.Holds(async () =>
        {
            answer = (await api.MergePatch($"{path}/a", new JsonObject { ["data"] = new JsonObject { ["k"] = $"w{round++}" } })).Expect(200);
            return seen is not null;
        });
        Assert.Equal(("UPDATE", "a", "configmaps", "ConfigMap"),
            ((string)seen!["operation"]!, (string)seen["name"]!, (string)seen["resource"]!["resource"]!, (string)seen["kind"]!["kind"]!));
        Assert.Equal("admin", (string)seen["userInfo"]!["username"]!);
        Assert.NotEqual((string)seen["oldObject"]!["data"]!["k"]!, (string)seen["object"]!["data"]!["k"]!);
        Assert.False((bool)seen["dryRun"]!);
        Assert.Contains("think twice", Assert.Single(answer.Warnings), StringComparison.Ordinal);
        await Remove(api, path, Validating);
    }

    [Theory, EveryServer]
    public async Task A_webhook_changes_what_is_stored(string target)
    {
        await using var judge = await WebhookServer.Start(_ => Patching("""[{"op":"add","path":"/data/injected","value":"yes"}]"""));
        var (api, path) = await Install(target, judge, Mutating, "CREATE");
        var name = "";
        await Until.Holds(async () => (string?)(await api.Post(path, Manifests.ConfigMap(name = Any()))).Expect(201).Body["data"]!["injected"] == "yes");
        Assert.Equal("yes", (string)(await api.Get($"{path}/{name}")).Body["data"]!["injected"]!);
        await Remove(api, path, Mutating);
    }

    [Theory, EveryServer]
    public async Task What_a_webhook_makes_invalid_is_refused(string target)
    {
        await using var judge = await WebhookServer.Start(_ => Patching("""[{"op":"add","path":"/metadata/labels","value":{"a":"not good"}}]"""));
        var (api, path) = await Install(target, judge, Mutating, "CREATE");
        await Until.Holds(async () => (await api.Post(path, Manifests.ConfigMap(Any()))).Code == 422);
        await Remove(api, path, Mutating);
    }

    [Theory, EveryServer]
    public async Task A_webhook_judges_deletions_by_what_is_deleted(string target)
    {
        await using var judge = await WebhookServer.Start(request => request["object"] is null && (string)request["oldObject"]!["data"]!["k"]! == "v"
            ? Manifests.Parse("""{"allowed":false,"status":{"message":"kept"}}""")
            : Manifests.Parse("""{"allowed":true}"""));
        var (api, path) = await Install(target, judge, Validating, "DELETE");
        Answer refused = null!;
        await Until.Holds(async () =>
        {
            var name = Any();
            (await api.Post(path, Manifests.ConfigMap(name))).Expect(201);
            return (refused = await api.Delete($"{path}/{name}")).Code != 200;
        });
        Assert.EndsWith("denied the request: kept", refused.Message, StringComparison.Ordinal);
        (await api.Post(path, Manifests.ConfigMap("free", value: "w"))).Expect(201);
        (await api.Delete($"{path}/free")).Expect(200);
        await Remove(api, path, Validating);
    }

    [Theory, EveryServer]
    public async Task A_webhook_that_does_not_answer_fails_the_write_or_is_passed_over(string target)
    {
        await using var judge = await WebhookServer.Start(_ => []);
        void Broken(JsonNode webhook) => webhook["clientConfig"]!["url"] = "https://127.0.0.1:1/";
        var (api, path) = await Install(target, judge, Validating, "CREATE", Broken);
        Answer failed = null!;
        await Until.Holds(async () => (failed = await api.Post(path, Manifests.ConfigMap(Any()))).Code != 201);
        Assert.Equal(500, failed.Code);
        Assert.Contains("failed calling webhook \"judge.example.test\"", failed.Message, StringComparison.Ordinal);
        var name = $"contract-{path.Split('/')[4]}";
        var ignoring = Manifests.Parse("""{"op":"replace","path":"/webhooks/0/failurePolicy","value":"Ignore"}""");
        (await api.JsonPatch($"{Group}/validatingwebhookconfigurations/{name}", new JsonArray(ignoring))).Expect(200);
        await Until.Holds(async () => (await api.Post(path, Manifests.ConfigMap(Any()))).Code == 201);
        await Remove(api, path, Validating);
    }

    [Theory, EveryServer]
    public async Task A_webhook_is_asked_only_about_what_it_selects(string target)
    {
        await using var judge = await WebhookServer.Start(_ => Manifests.Parse("""{"allowed":false}"""));
        var (api, path) = await Install(target, judge, Validating, "CREATE", webhook => webhook["objectSelector"] = Manifests.Parse("""{"matchLabels":{"team":"red"}}"""));
        await Until.Holds(async () => (await api.Post(path, Manifests.ConfigMap(Any(), label: "red"))).Code != 201);
        (await api.Post(path, Manifests.ConfigMap(Any(), label: "blue"))).Expect(201);
        var elsewhere = await api.Maps();
        (await api.Post(elsewhere, Manifests.ConfigMap(Any(), label: "red"))).Expect(201);
        await Remove(api, path, Validating);
    }

    [Theory, EveryServer]
    public async Task A_webhook_without_side_effects_is_asked_about_a_dry_run(string target)
    {
        await using var judge = await WebhookServer.Start(request => new JsonObject { ["allowed"] = !(bool)request["dryRun"]! });
        var (api, path) = await Install(target, judge, Validating, "CREATE");
        Answer refused = null!;
        await Until.Holds(async () => (refused = await api.Post(path + "?dryRun=All", Manifests.ConfigMap(Any()))).Code != 201);
        Assert.EndsWith("denied the request without explanation", refused.Message, StringComparison.Ordinal);
        (await api.Post(path, Manifests.ConfigMap(Any()))).Expect(201);
        await Remove(api, path, Validating);
    }

    [Theory, Simulator, RealServerSince(30)]
    public async Task A_policy_denies_where_it_is_bound(string target)
    {
        var (api, path) = await Policy(target, """[{"expression":"object.data.k != 'bad'","message":"k must not be bad"}]""");
        Answer refused = null!;
        await Until.Holds(async () => (refused = await api.Post(path, Manifests.ConfigMap(Any(), value: "bad"))).Code != 201);
        Assert.Equal((422, "Invalid"), (refused.Code, refused.Reason));
        var name = $"contract-{path.Split('/')[4]}";
        Assert.EndsWith($"is forbidden: ValidatingAdmissionPolicy '{name}' with binding '{name}' denied request: k must not be bad", refused.Message, StringComparison.Ordinal);
        (await api.Post(path, Manifests.ConfigMap(Any()))).Expect(201);
        (await api.Post(await api.Maps(), Manifests.ConfigMap(Any(), value: "bad"))).Expect(201);
    }

    [Theory, Simulator, RealServerSince(30)]
    public async Task A_policy_has_variables_conditions_messages_and_reasons(string target)
    {
        var (api, path) = await Policy(
            target,
            """[{"expression":"variables.length <= 3","messageExpression":"'of ' + string(variables.length)","reason":"Forbidden"}]""",
            policy =>
            {
                policy["spec"]!["variables"] = JsonNode.Parse("""[{"name":"k","expression":"object.data.k"},{"name":"length","expression":"variables.k.size()"}]""");
                policy["spec"]!["matchConditions"] = JsonNode.Parse("""[{"name":"red","expression":"has(object.metadata.labels) && object.metadata.labels.team == 'red'"}]""");
            });
        Answer refused = null!;
        await Until.Holds(async () => (refused = await api.Post(path, Manifests.ConfigMap(Any(), value: "long", label: "red"))).Code != 201);
        Assert.Equal(403, refused.Code);
        Assert.EndsWith("denied request: of 4", refused.Message, StringComparison.Ordinal);
        (await api.Post(path, Manifests.ConfigMap(Any(), value: "long", label: "blue"))).Expect(201);
    }

    [Theory, Simulator, RealServerSince(30)]
    public async Task A_policy_can_compare_with_the_old_object(string target)
    {
        var (api, path) = await Policy(target, """[{"expression":"oldObject == null || object.data.k == oldObject.data.k","message":"k is fixed"}]""");
        (await api.Post(path, Manifests.ConfigMap("a"))).Expect(201);
        var round = 0;
        Answer refused = null!;
        await Until.Holds(async () => (refused = await api.MergePatch($"{path}/a", new JsonObject { ["data"] = new JsonObject { ["k"] = $"w{round++}" } })).Code != 200);
        Assert.Contains("k is fixed", refused.Message, StringComparison.Ordinal);
    }

    [Theory, Simulator, RealServerSince(30)]
    public async Task A_policy_that_fails_denies_or_lets_pass_as_it_says(string target)
    {
        const string Broken = """[{"expression":"object.data.none == 'x'"}]""";
        var (api, path) = await Policy(target, Broken);
        await Until.Holds(async () => (await api.Post(path, Manifests.ConfigMap(Any()))).Code == 422);
        var (_, open) = await Policy(target, Broken, policy => policy["spec"]!["failurePolicy"] = "Ignore");
        (await api.Post(open, Manifests.ConfigMap(Any()))).Expect(201);
    }

    [Theory, Simulator, RealServerSince(30)]
    public async Task A_policy_may_only_warn(string target)
    {
        var (api, path) = await Policy(target, """[{"expression":"false","message":"think twice"}]""", actions: """["Warn"]""");
        Answer warned = null!;
        await Until.Holds(async () => (warned = (await api.Post(path, Manifests.ConfigMap(Any()))).Expect(201)).Warnings.Count > 0);
        Assert.Contains("think twice", Assert.Single(warned.Warnings), StringComparison.Ordinal);
    }

    private static string Any() => "m" + Guid.NewGuid().ToString("N")[..10];

    private static JsonObject Patching(string patch) =>
        new() { ["allowed"] = true, ["patchType"] = "JSONPatch", ["patch"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(patch)) };

    private async Task<(ApiTarget Api, string Path)> Labelled(string target)
    {
        var api = targets[target];
        var path = await api.Maps();
        var ns = path.Split('/')[4];
        (await api.MergePatch($"/api/v1/namespaces/{ns}", Manifests.Parse($$$"""{"metadata":{"labels":{"contract":"{{{ns}}}"} } }"""))).Expect(200);
        return (api, path);
    }

    private async Task<(ApiTarget Api, string Path)> Install(string target, WebhookServer judge, string kind, string operation, Action<JsonNode>? change = null)
    {
        var (api, path) = await Labelled(target);
        (await api.Post($"{Group}/{kind.ToLowerInvariant()}s", judge.Configuration(kind, path.Split('/')[4], operation, change))).Expect(201);
        return (api, path);
    }

    private static async Task Remove(ApiTarget api, string path, string kind) =>
        (await api.Delete($"{Group}/{kind.ToLowerInvariant()}s/contract-{path.Split('/')[4]}")).Expect(200);

    private async Task<(ApiTarget Api, string Path)> Policy(string target, string validations, Action<JsonObject>? change = null, string actions = """["Deny"]""")
    {
        var (api, path) = await Labelled(target);
        var ns = path.Split('/')[4];
        var policy = Manifests.Named("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", $"contract-{ns}");
        policy["spec"] = Manifests.Parse("""
            {"failurePolicy":"Fail","matchConstraints":{"resourceRules":[
              {"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE","UPDATE"],"resources":["configmaps"]}]}}
            """);
        policy["spec"]!["validations"] = JsonNode.Parse(validations);
        change?.Invoke(policy);
        (await api.Post($"{Group}/validatingadmissionpolicies", policy)).Expect(201);
        var binding = Manifests.Named("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicyBinding", $"contract-{ns}");
        binding["spec"] = Manifests.Parse($$$"""
            {"policyName":"contract-{{{ns}}}","validationActions":{{{actions}}},"matchResources":{"namespaceSelector":{"matchLabels":{"contract":"{{{ns}}}"} } } }
            """);
        (await api.Post($"{Group}/validatingadmissionpolicybindings", binding)).Expect(201);
        return (api, path);
    }
}
