using System.Text.Json.Serialization;

namespace Loadline.Placement.Weights;

/// <summary>The recorded forms of the weight loop; numbers that are not finite have names in them.</summary>
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, UseStringEnumConverter = true)]
[JsonSerializable(typeof(WeightMemory))]
[JsonSerializable(typeof(WeightRecording))]
[JsonSerializable(typeof(WeightDecision))]
internal sealed partial class WeightJson : JsonSerializerContext;
