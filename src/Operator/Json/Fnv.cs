namespace Loadline.Operator.Json;

/// <summary>The FNV-1a hash (64 bits) of numbers and texts, the same in every process: for identities that are written down.</summary>
internal struct Fnv()
{
    /// <summary>The hash of all that was added.</summary>
    public ulong Value { get; private set; } = 14695981039346656037UL;

    public void Add(int number) => Value = (Value ^ (uint)number) * 1099511628211UL;

    public void Add(string text)
    {
        foreach (var c in text) Add(c);
        Add('|');
    }

    public void Add(ulong number)
    {
        Add((int)number);
        Add((int)(number >> 32));
    }
}
