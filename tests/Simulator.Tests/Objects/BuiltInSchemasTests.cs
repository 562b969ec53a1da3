using Loadline.Simulator.Objects;

namespace Loadline.Simulator.Tests.Objects;

public sealed class BuiltInSchemasTests
{
    [Theory]
    [InlineData("", "v1", "Pod")]
    [InlineData("", "v1", "Service")]
    [InlineData("", "v1", "Event")]
    [InlineData("apps", "v1", "StatefulSet")]
    [InlineData("batch", "v1", "CronJob")]
    [InlineData("networking.k8s.io", "v1", "Ingress")]
    [InlineData("rbac.authorization.k8s.io", "v1", "ClusterRole")]
    [InlineData("policy", "v1", "PodDisruptionBudget")]
    [InlineData("autoscaling", "v2", "HorizontalPodAutoscaler")]
    [InlineData("coordination.k8s.io", "v1", "Lease")]
    [InlineData("events.k8s.io", "v1", "Event")]
    [InlineData("storage.k8s.io", "v1", "StorageClass")]
    [InlineData("apiextensions.k8s.io", "v1", "CustomResourceDefinition")]
    public void Knows_the_usual_kinds(string group, string version, string kind)
    {
        Assert.True(BuiltInSchemas.Knows(group, version, kind));
        Assert.Same(BuiltInSchemas.ObjectMeta.Fields, BuiltInSchemas.For(group, version, kind).Fields["metadata"].Fields);
    }

    [Theory]
    [InlineData("containers", "name", "name")]
    [InlineData("volumes", "name", "name")]
    [InlineData("topologySpreadConstraints", "topologyKey,whenUnsatisfiable", "topologyKey")]
    [InlineData("containers.env", "name", "name")]
    [InlineData("containers.ports", "containerPort,protocol", "containerPort")]
    [InlineData("containers.volumeMounts", "mountPath", "mountPath")]
    public void Lists_have_their_keys_for_apply_and_for_strategic_patches(string path, string keys, string mergeKey)
    {
        var type = At(BuiltInSchemas.For("apps", "v1", "Deployment"), "spec.template.spec." + path);

        Assert.Equal(ListType.Map, type.ListType);
        Assert.Equal(keys, string.Join(',', type.Keys));
        Assert.Equal(mergeKey, type.PatchMergeKey);
    }

    [Fact]
    public void Tolerations_are_atomic_and_finalizers_are_a_set()
    {
        Assert.Equal(ListType.Atomic, At(BuiltInSchemas.For("", "v1", "Pod"), "spec.tolerations").ListType);
        Assert.Equal(ListType.Set, BuiltInSchemas.ObjectMeta.Fields["finalizers"].ListType);
        Assert.True(At(BuiltInSchemas.For("apps", "v1", "Deployment"), "spec.selector").AtomicMap);
    }

    [Fact]
    public void An_unknown_kind_is_permissive()
    {
        var widget = BuiltInSchemas.For("example.org", "v1", "Widget");

        Assert.False(BuiltInSchemas.Knows("example.org", "v1", "Widget"));
        Assert.Empty(SchemaConformance.Errors(Json.Object("""{"spec":{"any":[{"thing":1}]}}"""), widget));
        Assert.Equal(ListType.Set, At(widget, "metadata.finalizers").ListType);
    }

    [Fact]
    public void Unknown_fields_are_dropped_and_named_as_strict_validation_does_and_nulls_are_dropped()
    {
        var deployment = Json.Object("""
            {"apiVersion":"apps/v1","kind":"Deployment","spec":{"replicass":1,"paused":null,"template":{"spec":{"containers":[{"name":"a","imagee":"x"}]}}}}
            """);

        var dropped = SchemaConformance.DropUnknown(deployment, BuiltInSchemas.For("apps", "v1", "Deployment"));

        Assert.Equal(["spec.replicass", "spec.template.spec.containers[0].imagee"], dropped);
        Json.Same("""{"apiVersion":"apps/v1","kind":"Deployment","spec":{"template":{"spec":{"containers":[{"name":"a"}]}}}}""", deployment);
    }

    [Fact]
    public void A_custom_resource_definition_of_any_depth_conforms()
    {
        var crd = Json.Object("""
            {"spec":{"versions":[{"name":"v1","schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","properties":
            {"a":{"type":"array","x-kubernetes-list-type":"map","items":{"type":"object","additionalProperties":{"type":"string"}},
            "x-kubernetes-validations":[{"rule":"true"}]}}}}}}}]}}
            """);

        Assert.Empty(SchemaConformance.Errors(crd, BuiltInSchemas.For("apiextensions.k8s.io", "v1", "CustomResourceDefinition")));
    }

    private static TypeSchema At(TypeSchema type, string path)
    {
        foreach (var step in path.Split('.'))
        {
            if (type.Kind == SchemaKind.List) type = type.Element!;
            type = type.Fields[step];
        }
        return type;
    }
}
