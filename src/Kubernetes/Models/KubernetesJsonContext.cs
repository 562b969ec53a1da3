using System.Text.Json.Serialization;

namespace Loadline.Kubernetes.Models;

/// <summary>Source-generated JSON for the model types of this assembly.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(Rfc3339JsonConverter)])]
[JsonSerializable(typeof(V1Status))]
[JsonSerializable(typeof(V1Secret))]
[JsonSerializable(typeof(V1Lease))]
[JsonSerializable(typeof(V1ObjectMeta))]
[JsonSerializable(typeof(V1ListMeta))]
[JsonSerializable(typeof(V1Condition))]
[JsonSerializable(typeof(V1LabelSelector))]
public sealed partial class KubernetesJsonContext : JsonSerializerContext;
