namespace Loadline.Operator.Observing;

/// <summary>
/// Gives equal texts the same string where it can: a template that is placed in a thousand members has one name, not a thousand. A fixed number of
/// places, each with the last string that fell on it; nothing is kept alive for long and nothing grows. Lock-free; a race costs a duplicate at worst.
/// </summary>
internal sealed class SharedStrings(int places = 8192)
{
    private readonly string?[] _places = new string?[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)places)];

    /// <summary>A string equal to <paramref name="text"/>, one that was seen before if possible.</summary>
    public string? Share(string? text)
    {
        if (text is null) return null;
        ref var place = ref _places[string.GetHashCode(text) & (_places.Length - 1)];
        var seen = Volatile.Read(ref place);
        if (seen is not null && seen == text) return seen;
        Volatile.Write(ref place, text);
        return text;
    }
}
