namespace Loadline.Placement.Weights;

/// <summary>The last decisions. Entries are used again, so that a decision allocates nothing.</summary>
internal sealed class DecisionRing
{
    public const int Size = 64;

    private readonly PastDecision[] _entries = new PastDecision[Size];
    private int _count;
    private int _last = -1;

    public int Count => _count;

    /// <summary>An entry, the newest first.</summary>
    public PastDecision this[int age] => _entries[(_last - age + Size) % Size];

    public void Add(WeightDecision decision)
    {
        if (_count > 0 && Repeats(this[0], decision))
        {
            this[0].Times++;
            return;
        }

        _last = (_last + 1) % Size;
        _count = Math.Min(_count + 1, Size);
        var entry = _entries[_last] ??= new PastDecision();
        (entry.Id, entry.Time, entry.Times, entry.Mode, entry.Reason) = (decision.Id, decision.Time, 1, decision.Mode, decision.Reason);
        (entry.CurrentMs, entry.AppliedMs, entry.Moves) = (decision.CurrentMs, decision.AppliedMs, decision.Moves);
        if (entry.Desired.Length != decision.Members.Length) entry.Desired = new int[decision.Members.Length];
        for (var i = 0; i < entry.Desired.Length; i++) entry.Desired[i] = decision.Members[i].Desired;
    }

    private static bool Repeats(PastDecision past, WeightDecision decision)
    {
        if (decision.Moves > 0 || past.Mode != decision.Mode || past.Reason != decision.Reason || past.Desired.Length != decision.Members.Length) return false;
        for (var i = 0; i < past.Desired.Length; i++)
        {
            if (past.Desired[i] != decision.Members[i].Desired) return false;
        }

        return true;
    }
}
