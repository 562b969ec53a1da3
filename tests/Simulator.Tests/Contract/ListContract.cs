
namespace Loadline.Simulator.Tests.Contract;

/// <summary>Lists: selectors, pages, versions, forms.</summary>
[Collection(nameof(ContractSuite))]
public sealed class ListContract(Targets targets)
{
    private const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
    private const string Metadata = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json";

    [Theory, EveryServer]
    public async Task Label_selectors_filter(string target)
    {
        var (api, path) = await Three(target);
        Assert.Equal(["a", "b"], (await api.Get($"{path}?labelSelector=team%3Dred")).Names);
        Assert.Equal(["c"], (await api.Get($"{path}?labelSelector=team!%3Dred,team")).Names);
        Assert.Equal(["a", "b", "c"], (await api.Get($"{path}?labelSelector=team%20in%20(red,blue)")).Names);
        Assert.DoesNotContain("a", (await api.Get($"{path}?labelSelector=!team")).Names);
        (await api.Get($"{path}?labelSelector=team%20in%20(red")).Expect(400);
    }

    [Theory, EveryServer]
    public async Task Field_selectors_filter_by_name_and_refuse_other_fields(string target)
    {
        var (api, path) = await Three(target);
        Assert.Equal(["b"], (await api.Get($"{path}?fieldSelector=metadata.name%3Db")).Names);
        (await api.Get($"{path}?fieldSelector=data.k%3Dv")).Expect(400);
    }

    [Theory, EveryServer]
    public async Task Pages_are_one_consistent_list(string target)
    {
        var (api, path) = await Three(target);
        var first = (await api.Get($"{path}?limit=2&labelSelector=team")).Expect(200);
        Assert.Equal(["a", "b"], first.Names);
        (await api.Delete($"{path}/c")).Expect(200);
        var token = Uri.EscapeDataString((string)first.Body["metadata"]!["continue"]!);
        var second = (await api.Get($"{path}?limit=2&labelSelector=team&continue={token}")).Expect(200);
        Assert.Equal(["c"], second.Names);
        Assert.Equal(first.ResourceVersion, second.ResourceVersion);
        Assert.Null(second.Body["metadata"]!["continue"]);
    }

    [Theory, EveryServer]
    public async Task An_exact_version_lists_the_past(string target)
    {
        var (api, path) = await Three(target);
        var before = (await api.Get(path)).ResourceVersion;
        (await api.Delete($"{path}/a")).Expect(200);
        var past = await api.Get($"{path}?resourceVersion={before}&resourceVersionMatch=Exact&labelSelector=team");
        Assert.Equal(["a", "b", "c"], past.Expect(200).Names);
    }

    [Theory, EveryServer]
    public async Task A_version_from_the_future_times_out(string target)
    {
        var (api, path) = await Three(target);
        var refused = (await api.Get($"{path}?resourceVersion=999999999")).Expect(504);
        Assert.Equal("Timeout", refused.Reason);
        Assert.Equal("ResourceVersionTooLarge", (string)refused.Body["details"]!["causes"]![0]!["reason"]!);
    }

    [Theory, EveryServer]
    public async Task Items_of_built_in_lists_leave_out_their_kind(string target)
    {
        var (api, path) = await Three(target);
        var list = (await api.Get(path)).Expect(200).Body;
        Assert.Equal("ConfigMapList", (string)list["kind"]!);
        Assert.Null(list["items"]![0]!["kind"]);
    }

    [Theory, EveryServer]
    public async Task Tables_have_the_columns_that_kubectl_prints(string target)
    {
        var api = targets[target];
        var ns = await api.Namespace();
        (await api.Post($"/apis/apps/v1/namespaces/{ns}/deployments", Manifests.Deployment("web", 3))).Expect(201);
        var table = (await api.Get($"/apis/apps/v1/namespaces/{ns}/deployments", Table)).Expect(200).Body;
        Assert.Equal("Table", (string)table["kind"]!);
        var columns = table["columnDefinitions"]!.AsArray();
        var shown = columns.Where(column => (int)column!["priority"]! == 0).Select(column => (string)column!["name"]!);
        Assert.Equal(["Name", "Ready", "Up-to-date", "Available", "Age"], shown);
        var row = table["rows"]![0]!;
        Assert.Equal("web", (string)row["cells"]![0]!);
        Assert.Equal("0/3", (string)row["cells"]![1]!);
        Assert.Equal("PartialObjectMetadata", (string)row["object"]!["kind"]!);
    }

    [Theory, EveryServer]
    public async Task Metadata_alone_can_be_listed(string target)
    {
        var (api, path) = await Three(target);
        var list = (await api.Get(path, Metadata)).Expect(200).Body;
        Assert.Equal("PartialObjectMetadataList", (string)list["kind"]!);
        Assert.All(list["items"]!.AsArray(), item => Assert.Null(item!["data"]));
    }

    [Theory, EveryServer]
    public async Task What_cannot_be_produced_is_not_acceptable(string target) =>
        (await targets[target].Get("/api/v1/namespaces", "text/html")).Expect(406);

    private async Task<(ApiTarget Api, string Path)> Three(string target)
    {
        var api = targets[target];
        var path = $"/api/v1/namespaces/{await api.Namespace()}/configmaps";
        foreach (var (name, team) in (IEnumerable<(string, string)>)[("a", "red"), ("b", "red"), ("c", "blue")])
        {
            (await api.Post(path, Manifests.ConfigMap(name, label: team))).Expect(201);
        }
        return (api, path);
    }
}
