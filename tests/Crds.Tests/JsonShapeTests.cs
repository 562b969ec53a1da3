using System.Text.Json;
using Loadline.Kubernetes.Yaml;

namespace Loadline.Crds.Tests;

public sealed class JsonShapeTests
{
    private const string KarmadaPolicy = """
        apiVersion: loadline.io/v1alpha1
        kind: PropagationPolicy
        metadata:
          name: payment-service
          namespace: shop
        spec:
          resourceSelectors:
          - apiVersion: apps/v1
            kind: Deployment
            name: payment-service
          placement:
            clusterAffinity:
              clusterNames:
              - huadong-prod
              - huabei-prod
            replicaScheduling:
              replicaSchedulingType: Divided
              replicaDivisionPreference: Weighted
              weightPreference:
                staticWeightList:
                - targetCluster:
                    clusterNames:
                    - huadong-prod
                  weight: 30
                - targetCluster:
                    clusterNames:
                    - huabei-prod
                  weight: 70

        """;

    [Fact]
    public void A_policy_written_for_Karmada_reads_and_writes_back_the_same()
    {
        var policy = JsonSerializer.Deserialize(YamlToJson.Convert(KarmadaPolicy), CrdsJsonContext.Default.V1Alpha1PropagationPolicy)!;
        Assert.Equal([30L, 70L], policy.Spec!.Placement!.ReplicaScheduling!.WeightPreference!.StaticWeightList!.Select(w => w.Weight));
        Assert.Equal(KarmadaPolicy, JsonToYaml.Write(JsonSerializer.SerializeToUtf8Bytes(policy, CrdsJsonContext.Default.V1Alpha1PropagationPolicy)));
    }

    [Fact]
    public void What_is_absent_stays_absent() =>
        Assert.Equal("""{"spec":{"resourceSelectors":[]}}""", Json.Text(Json.Read<V1Alpha1PropagationPolicy>("""{"spec":{"resourceSelectors":[]}}""")));

    [Theory]
    [InlineData("insecureSkipTLSVerification", "true")]
    [InlineData("proxyURL", "\"http://proxy.example\"")]
    [InlineData("apiEndpoint", "\"https://eu-1.example\"")]
    [InlineData("syncMode", "\"Push\"")]
    public void Members_keep_the_field_names_of_Karmada(string field, string value)
    {
        var json = """{"spec":{"FIELD":VALUE}}""".Replace("FIELD", field, StringComparison.Ordinal).Replace("VALUE", value, StringComparison.Ordinal);
        Assert.Equal(json, Json.Text(Json.Read<V1Alpha1MemberCluster>(json)));
    }

    [Theory]
    [InlineData("3")]
    [InlineData("\"text\"")]
    [InlineData("{\"deep\":[1,null,true]}")]
    public void An_override_value_may_be_anything(string value)
    {
        var json = """{"spec":{"overriders":{"plaintext":[{"path":"/a","operator":"add","value":VALUE}]}}}""".Replace("VALUE", value, StringComparison.Ordinal);
        Assert.Equal(json, Json.Text(Json.Read<V1Alpha1OverridePolicy>(json)));
    }

    [Fact]
    public void A_null_value_counts_as_absent_as_in_Karmada()
    {
        var policy = Json.Read<V1Alpha1OverridePolicy>("""{"spec":{"overriders":{"plaintext":[{"path":"/a","operator":"remove","value":null}]}}}""");
        Assert.Null(policy.Spec!.Overriders!.Plaintext![0].Value);
    }

    [Fact]
    public void The_status_of_a_binding_carries_each_members_own_status()
    {
        const string Text = """{"spec":{"resource":{"apiVersion":"apps/v1","kind":"Deployment","name":"a"}},"status":{"aggregatedStatus":[{"clusterName":"eu-1","applied":true,"health":"Healthy","status":{"readyReplicas":3}}],"appliedClusters":["eu-1"]}}""";
        var binding = Json.Read<V1Alpha1ResourceBinding>(Text);
        Assert.Equal(3, binding.Status!.AggregatedStatus![0].Status!.Value.GetProperty("readyReplicas").GetInt32());
    }
}
