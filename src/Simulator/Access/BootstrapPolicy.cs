using System.Text.Json.Nodes;

namespace Loadline.Simulator.Access;

/// <summary>The roles and bindings that people and charts expect of any cluster.</summary>
internal static class BootstrapPolicy
{
    private const string Group = "rbac.authorization.k8s.io";

    private const string Everything = """[{"apiGroups":["*"],"resources":["*"],"verbs":["*"]},{"nonResourceURLs":["*"],"verbs":["*"]}]""";

    private const string Workloads = """
        "configmaps","endpoints","persistentvolumeclaims","pods","pods/log","pods/status","replicationcontrollers","serviceaccounts","services","deployments",
        "deployments/scale","deployments/status","daemonsets","replicasets","replicasets/scale","statefulsets","statefulsets/scale","jobs","cronjobs",
        "horizontalpodautoscalers","ingresses","networkpolicies","poddisruptionbudgets","events","limitranges","resourcequotas","namespaces"
        """;

    private const string Groups = """["","apps","autoscaling","batch","networking.k8s.io","policy","events.k8s.io"]""";

    private static readonly (string Name, string Rules)[] Roles =
    [
        ("cluster-admin", Everything),
        ("admin", $$"""
            [{"apiGroups":{{Groups}},"resources":[{{Workloads}},"secrets","serviceaccounts/token"],"verbs":["*"]},
             {"apiGroups":["{{Group}}"],"resources":["roles","rolebindings"],"verbs":["*"]}]
            """),
        ("edit", $$"""[{"apiGroups":{{Groups}},"resources":[{{Workloads}},"secrets","serviceaccounts/token"],"verbs":["*"]}]"""),
        ("view", $$"""[{"apiGroups":{{Groups}},"resources":[{{Workloads}}],"verbs":["get","list","watch"]}]"""),
        ("system:discovery", """
            [{"nonResourceURLs":["/api","/api/*","/apis","/apis/*","/healthz","/livez","/openapi","/openapi/*","/readyz","/version","/version/"],"verbs":["get"]}]
            """),
        ("system:basic-user", """
            [{"apiGroups":["authorization.k8s.io"],"resources":["selfsubjectaccessreviews","selfsubjectrulesreviews"],"verbs":["create"]},
             {"apiGroups":["authentication.k8s.io"],"resources":["selfsubjectreviews"],"verbs":["create"]}]
            """),
        ("system:auth-delegator", """
            [{"apiGroups":["authentication.k8s.io"],"resources":["tokenreviews"],"verbs":["create"]},
             {"apiGroups":["authorization.k8s.io"],"resources":["subjectaccessreviews"],"verbs":["create"]}]
            """),
    ];

    private static readonly (string Role, string Subject)[] Bindings =
        [("cluster-admin", UserInfo.Masters), ("system:discovery", UserInfo.Authenticated), ("system:basic-user", UserInfo.Authenticated)];

    public static void Create(ObjectStore store)
    {
        foreach (var (name, rules) in Roles)
        {
            var role = Named("ClusterRole", name);
            role["rules"] = JsonNode.Parse(rules);
            store.Put(Group, "clusterroles", role);
        }
        foreach (var (role, subject) in Bindings)
        {
            var binding = Named("ClusterRoleBinding", role);
            binding["roleRef"] = new JsonObject { ["apiGroup"] = Group, ["kind"] = "ClusterRole", ["name"] = role };
            binding["subjects"] = new JsonArray(new JsonObject { ["apiGroup"] = Group, ["kind"] = "Group", ["name"] = subject });
            store.Put(Group, "clusterrolebindings", binding);
        }
    }

    private static JsonObject Named(string kind, string name) => new()
    {
        ["kind"] = kind,
        ["apiVersion"] = Group + "/v1",
        ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["kubernetes.io/bootstrapping"] = "rbac-defaults" } },
    };
}
