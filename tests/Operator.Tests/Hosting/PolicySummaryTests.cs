using System.Text.Json.Nodes;

namespace Loadline.Operator.Tests.Hosting;

/// <summary>What a policy says of all that it places.</summary>
[Collection(nameof(WholeFleet))]
public sealed class PolicySummaryTests(WholeFleet fleet) : IClassFixture<WholeFleet>
{
    [Fact]
    public async Task A_policy_in_mode_Preview_says_that_it_decides_and_writes_nothing()
    {
        await fleet.ApplyAsync(Template("previewed") + "\n---\n" + Policy("previewed", "mode: Preview"));
        await UntilAsync("previewed", "Ready", "False", "Preview");
        await UntilAsync("previewed", "Scheduled", "True", "AllScheduled");
        await fleet.UntilPlacedAsync("previewed");

        await fleet.ApplyAsync(Policy("previewed", "mode: Enforce"));
        await fleet.UntilPlacedAsync("previewed", "one", "two");
        await UntilAsync("previewed", "Ready", "True", "AllReady");
    }

    [Fact]
    public async Task A_policy_says_that_an_object_of_somebody_else_is_in_the_way_until_it_is_gone()
    {
        fleet["one"].Store.Put("", "configmaps", JsonNode.Parse("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"taken","namespace":"default"},"data":{"key":"theirs"}}""")!.AsObject());
        await fleet.ApplyAsync(Template("taken") + "\n---\n" + Policy("taken"));
        await UntilAsync("taken", "Conflicted", "True", "ObjectNotManaged");

        await fleet.ApplyAsync(Policy("taken", "conflictResolution: Overwrite"));
        await UntilAsync("taken", "Conflicted", "False", "NoConflict");
        await UntilAsync("taken", "Ready", "True", "AllReady");
    }

    private Task UntilAsync(string policy, string type, string status, string reason) => WholeFleet.UntilAsync(
        async () => await fleet.ConditionAsync(WholeFleet.PolicyPath(policy), type) == (status, reason), $"{type} of {policy} is {status} because of {reason}");

    private static string Template(string name) => $$"""
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: {{name}}, namespace: default}
        data: {key: {{name}} }
        """;

    private static string Policy(string template, string field = "priority: 1") => $$"""
        apiVersion: loadline.io/v1alpha1
        kind: PropagationPolicy
        metadata: {name: {{template}}, namespace: default}
        spec:
          {{field}}
          resourceSelectors: [{apiVersion: v1, kind: ConfigMap, name: {{template}}}]
          placement:
            clusterAffinity: {clusterNames: [one, two] }
        """;
}
