namespace Loadline.Simulator.Tests.Contract;

/// <summary>Label and field selectors, and the forms of answers.</summary>
[Collection(nameof(ContractSuite))]
public sealed class SelectorContract(Targets targets)
{
    private const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io";
    private const string Partial = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";

    [Theory, EveryServer]
    public async Task A_label_that_is_not_there_is_not_equal(string target)
    {
        var (api, path) = await Labelled(target);
        Assert.Equal(["blue", "none"], (await api.Get($"{path}?labelSelector=team!%3Dred")).Names);
        Assert.Equal(["blue", "none"], (await api.Get($"{path}?labelSelector=team%20notin%20(red)")).Names);
    }

    [Theory, EveryServer]
    public async Task Requirements_of_a_selector_all_hold(string target)
    {
        var (api, path) = await Labelled(target);
        Assert.Equal(["blue"], (await api.Get($"{path}?labelSelector=team,team%20notin%20(red),team%3D%3Dblue")).Names);
        Assert.Empty((await api.Get($"{path}?labelSelector=team%3Dblue,!team")).Names);
    }

    [Theory, EveryServer]
    public async Task A_label_selector_with_a_bad_key_is_a_bad_request(string target)
    {
        var (api, path) = await Labelled(target);
        (await api.Get($"{path}?labelSelector=not%20a%20key%3Dx")).Expect(400);
    }

    [Theory, EveryServer]
    public async Task A_field_selector_negates_and_combines(string target)
    {
        var (api, path) = await Labelled(target);
        Assert.Equal(["none", "red"], (await api.Get($"{path}?fieldSelector=metadata.name!%3Dblue")).Names);
        Assert.Empty((await api.Get($"{path}?fieldSelector=metadata.name%3Dblue,metadata.name%3Dred")).Names);
        Assert.Equal(["red"], (await api.Get($"{path}?fieldSelector=metadata.name%3D%3Dred&labelSelector=team")).Names);
    }

    [Theory, EveryServer]
    public async Task A_field_selector_without_a_value_is_a_bad_request(string target)
    {
        var (api, path) = await Labelled(target);
        (await api.Get($"{path}?fieldSelector=metadata.name")).Expect(400);
    }

    [Theory, EveryServer]
    public async Task Namespaces_are_selected_by_field_over_all(string target)
    {
        var (api, path) = await Labelled(target);
        var ns = path.Split('/')[4];
        Assert.Equal(["blue", "none", "red"], (await api.Get($"/api/v1/configmaps?fieldSelector=metadata.namespace%3D{ns}")).Names);
    }

    [Theory, EveryServer]
    public async Task Secrets_are_selected_by_type_and_pods_by_node_and_phase(string target)
    {
        var api = targets[target];
        var ns = await api.Namespace();
        var secret = Manifests.Named("v1", "Secret", "typed");
        secret["type"] = "example.test/kind";
        (await api.Post($"/api/v1/namespaces/{ns}/secrets", secret)).Expect(201);
        Assert.Equal(["typed"], (await api.Get($"/api/v1/namespaces/{ns}/secrets?fieldSelector=type%3Dexample.test/kind")).Names);
        Assert.Empty((await api.Get($"/api/v1/namespaces/{ns}/secrets?fieldSelector=type%3DOpaque")).Names);
        (await api.Post($"/api/v1/namespaces/{ns}/pods", Manifests.Pod("bound", "node-x"))).Expect(201);
        (await api.Post($"/api/v1/namespaces/{ns}/pods", Manifests.Pod("free"))).Expect(201);
        Assert.Equal(["bound"], (await api.Get($"/api/v1/namespaces/{ns}/pods?fieldSelector=spec.nodeName%3Dnode-x")).Names);
        Assert.Equal(["bound", "free"], (await api.Get($"/api/v1/namespaces/{ns}/pods?fieldSelector=status.phase%3DPending")).Names);
    }

    [Theory, EveryServer]
    public async Task A_namespace_that_is_not_there_lists_as_empty(string target)
    {
        var list = (await targets[target].Get("/api/v1/namespaces/no-such/configmaps")).Expect(200);
        Assert.Empty(list.Items);
        Assert.NotEqual("", list.ResourceVersion);
    }

    [Theory, EveryServer]
    public async Task A_list_is_ordered_by_namespace_and_name(string target)
    {
        var api = targets[target];
        var path = await api.Maps("b", "a-2", "a", "a.1");
        Assert.Equal(["a", "a-2", "a.1", "b"], (await api.Get(path)).Names);
    }

    [Theory, EveryServer]
    public async Task One_object_as_a_Table_is_one_row(string target)
    {
        var api = targets[target];
        var path = await api.Maps("a");
        var table = (await api.Get($"{path}/a", Table)).Expect(200).Body;
        Assert.Equal("Table", (string)table["kind"]!);
        var row = Assert.Single(table["rows"]!.AsArray())!;
        Assert.Equal(["a", "1"], row["cells"]!.AsArray().Take(2).Select(cell => cell!.ToString()));
    }

    [Theory, EveryServer]
    public async Task A_Table_carries_no_object_or_all_of_it_as_asked(string target)
    {
        var api = targets[target];
        var path = await api.Maps("a");
        Assert.Null((await api.Get($"{path}?includeObject=None", Table)).Expect(200).Body["rows"]![0]!["object"]);
        var whole = (await api.Get($"{path}?includeObject=Object", Table)).Expect(200).Body["rows"]![0]!["object"]!;
        Assert.Equal("v", (string)whole["data"]!["k"]!);
    }

    [Theory, EveryServer]
    public async Task A_Table_pages_as_a_list_does(string target)
    {
        var api = targets[target];
        var path = await api.Maps("a", "b");
        var first = (await api.Get($"{path}?limit=1", Table)).Expect(200).Body;
        Assert.Equal(1, (int)first["metadata"]!["remainingItemCount"]!);
        Assert.NotEqual("", (string)first["metadata"]!["resourceVersion"]!);
        var second = (await api.Get($"{path}?limit=1&continue={Uri.EscapeDataString((string)first["metadata"]!["continue"]!)}", Table)).Expect(200).Body;
        Assert.Equal("b", (string)second["rows"]![0]!["cells"]![0]!);
    }

    [Theory, EveryServer]
    public async Task Leases_secrets_and_services_print_what_people_look_for(string target)
    {
        var api = targets[target];
        var ns = await api.Namespace();
        async Task<IEnumerable<string>> Columns(string path) => (await api.Get(path, Table)).Expect(200).Body["columnDefinitions"]!.AsArray()
            .Where(column => (int)column!["priority"]! == 0).Select(column => (string)column!["name"]!);
        Assert.Equal(["Name", "Holder", "Age"], await Columns($"/apis/coordination.k8s.io/v1/namespaces/{ns}/leases"));
        Assert.Equal(["Name", "Type", "Data", "Age"], await Columns($"/api/v1/namespaces/{ns}/secrets"));
        Assert.Equal(["Name", "Type", "Cluster-IP", "External-IP", "Port(s)", "Age"], await Columns($"/api/v1/namespaces/{ns}/services"));
        Assert.Equal(["Name", "Status", "Age"], await Columns("/api/v1/namespaces"));
    }

    [Theory, EveryServer]
    public async Task One_object_can_be_read_as_metadata_alone(string target)
    {
        var api = targets[target];
        var path = await api.Deployment();
        var partial = (await api.Get(path, Partial)).Expect(200).Body;
        Assert.Equal(("PartialObjectMetadata", "meta.k8s.io/v1"), ((string)partial["kind"]!, (string)partial["apiVersion"]!));
        Assert.Equal("web", (string)partial["metadata"]!["name"]!);
        Assert.Null(partial["spec"]);
    }

    [Theory, EveryServer]
    public async Task A_list_of_metadata_keeps_its_version_and_pages(string target)
    {
        var api = targets[target];
        var path = await api.Maps("a", "b");
        var list = (await api.Get($"{path}?limit=1", "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io")).Expect(200);
        Assert.NotEqual("", list.ResourceVersion);
        Assert.NotNull(list.Body["metadata"]!["continue"]);
        Assert.Equal("PartialObjectMetadata", (string)list.Items[0]!["kind"]!);
    }

    [Theory, EveryServer]
    public async Task The_next_acceptable_form_is_taken(string target)
    {
        var path = await targets[target].Maps("a");
        var list = (await targets[target].Get(path, "application/json;as=Unknown;v=v1;g=meta.k8s.io,application/json")).Expect(200);
        Assert.Equal("ConfigMapList", (string)list.Body["kind"]!);
    }

    private async Task<(ApiTarget Api, string Path)> Labelled(string target)
    {
        var path = await targets[target].Maps();
        foreach (var (name, team) in (IEnumerable<(string, string?)>)[("red", "red"), ("blue", "blue"), ("none", null)])
        {
            (await targets[target].Post(path, Manifests.ConfigMap(name, label: team))).Expect(201);
        }
        return (targets[target], path);
    }
}
