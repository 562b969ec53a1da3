using System.Text.Json.Serialization;

namespace Loadline.Crds;

/// <summary>Source-generated JSON for the kinds of this API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(V1Alpha1MemberCluster))]
[JsonSerializable(typeof(V1Alpha1PropagationPolicy))]
[JsonSerializable(typeof(V1Alpha1ClusterPropagationPolicy))]
[JsonSerializable(typeof(V1Alpha1ResourceBinding))]
[JsonSerializable(typeof(V1Alpha1ClusterResourceBinding))]
[JsonSerializable(typeof(V1Alpha1OverridePolicy))]
[JsonSerializable(typeof(V1Alpha1ClusterOverridePolicy))]
public sealed partial class CrdsJsonContext : JsonSerializerContext;
