using Loadline.Crds.Validation;

namespace Loadline.Crds.Tests;

/// <summary>Valid objects that tests change in one place, and what validation says about them.</summary>
internal static class Specs
{
    public const string Namespace = "shop";

    public static readonly PropagationPolicySpec Policy = new()
    {
        ResourceSelectors = [new() { ApiVersion = "apps/v1", Kind = "Deployment", Name = "payment-service" }],
    };

    public static PropagationPolicySpec With(Placement placement) => Policy with { Placement = placement };

    public static PropagationPolicySpec With(ReplicaScheduling scheduling) => With(new Placement { ReplicaScheduling = scheduling });

    public static PropagationPolicySpec With(Weighting weighting) => With(new ReplicaScheduling
    {
        WeightPreference = new() { DynamicWeight = DynamicWeights.LatencyAndLoad },
        Weighting = weighting,
    });

    public static string[] Broken(this PropagationPolicySpec spec, string? policyNamespace = Namespace) =>
        [.. PolicyValidation.Validate(spec, policyNamespace).Select(e => e.Path)];

    public static void IsValid(this PropagationPolicySpec spec) => Assert.Empty(PolicyValidation.Validate(spec, Namespace));

    public static void Breaks(this PropagationPolicySpec spec, params string[] paths) => Assert.Equal(paths, spec.Broken());
}
