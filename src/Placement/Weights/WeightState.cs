using System.Text.Json;

namespace Loadline.Placement.Weights;

/// <summary>
/// What the weight loop of one workload remembers between decisions: estimates, the last division, when what changed. A decision updates it;
/// it must not be used by two decisions at once.
/// </summary>
public sealed class WeightState
{
    private readonly DecisionRing _history = new();
    private WeightWorkspace? _work;

    /// <summary>Nothing is remembered.</summary>
    public WeightState()
        : this(new WeightMemory())
    {
    }

    internal WeightState(WeightMemory memory) => Memory = memory;

    /// <summary>How many past decisions are kept, at most 64.</summary>
    public int HistoryCount => _history.Count;

    internal WeightMemory Memory { get; }

    /// <summary>A past decision, 0 for the newest. The object is used again when the history is full.</summary>
    public PastDecision History(int age) => age >= 0 && age < _history.Count ? _history[age] : throw new ArgumentOutOfRangeException(nameof(age));

    /// <summary>Everything remembered, as JSON.</summary>
    public byte[] Save() => JsonSerializer.SerializeToUtf8Bytes(Memory, WeightJson.Default.WeightMemory);

    /// <summary>Restores what was saved.</summary>
    /// <param name="saved">The outcome of <see cref="Save"/>.</param>
    /// <param name="shift">
    /// What to add to the moments in it: the reading of this process's clock now, less that of the other process's clock then, less the time between.
    /// </param>
    /// <exception cref="JsonException">This is nothing that was saved.</exception>
    public static WeightState Load(ReadOnlySpan<byte> saved, TimeSpan shift)
    {
        var memory = JsonSerializer.Deserialize(saved, WeightJson.Default.WeightMemory) ?? throw new JsonException("an empty state");
        memory.Shift(shift);
        return new WeightState(memory);
    }

    /// <summary>Working arrays for the fleet of a snapshot.</summary>
    internal WeightWorkspace WorkspaceFor(WeightSnapshot snapshot)
    {
        if (_work is null || !_work.Fits(snapshot)) _work = new WeightWorkspace(snapshot);
        return _work;
    }

    internal void Remember(WeightDecision decision) => _history.Add(decision);
}
