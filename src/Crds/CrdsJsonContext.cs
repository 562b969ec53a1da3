using System.Text.Json.Serialization;
using Loadline.Kubernetes.Models;

namespace Loadline.Crds;

/// <summary>Source-generated JSON for the kinds of this API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(Rfc3339JsonConverter)])]
[JsonSerializable(typeof(V1Alpha1MemberCluster))]
[JsonSerializable(typeof(V1Alpha1PropagationPolicy))]
[JsonSerializable(typeof(V1Alpha1ClusterPropagationPolicy))]
[JsonSerializable(typeof(V1Alpha1ResourceBinding))]
[JsonSerializable(typeof(V1Alpha1ClusterResourceBinding))]
[JsonSerializable(typeof(V1Alpha1OverridePolicy))]
[JsonSerializable(typeof(V1Alpha1ClusterOverridePolicy))]
public sealed partial class CrdsJsonContext : JsonSerializerContext;
