using System.Text.Json;

namespace Loadline.Placement.Weights;

/// <summary>Everything that a decision depended on. The same recording always gives the same decision.</summary>
public sealed class WeightRecording
{
    [System.Text.Json.Serialization.JsonInclude]
    internal WeightMemory Memory { get; init; } = new();

    /// <summary>What was measured.</summary>
    public required WeightSnapshot Snapshot { get; init; }

    /// <summary>The knobs.</summary>
    public required WeightSpec Spec { get; init; }

    /// <summary>When, by the hub's monotonic clock.</summary>
    public required TimeSpan Now { get; init; }

    /// <summary>Records what the next decision will depend on, as JSON; to be called before the decision is made.</summary>
    public static byte[] Capture(WeightState state, WeightSnapshot snapshot, WeightSpec spec, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(state);
        return JsonSerializer.SerializeToUtf8Bytes(
            new WeightRecording { Memory = state.Memory, Snapshot = snapshot, Spec = spec, Now = now }, WeightJson.Default.WeightRecording);
    }

    /// <summary>Decides once more what was recorded.</summary>
    /// <exception cref="JsonException">This is no recording.</exception>
    public static WeightDecision Replay(ReadOnlySpan<byte> recording)
    {
        var recorded = JsonSerializer.Deserialize(recording, WeightJson.Default.WeightRecording) ?? throw new JsonException("an empty recording");
        return WeightLoop.Decide(new WeightState(recorded.Memory), recorded.Snapshot, recorded.Spec, recorded.Now);
    }
}
