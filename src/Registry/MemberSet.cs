using System.Numerics;

namespace Loadline.Registry;

/// <summary>An immutable set of members of one topology, one bit for each index.</summary>
public sealed class MemberSet
{
    private readonly ulong[] _words;

    internal MemberSet(ulong[] words) => _words = words;

    /// <summary>The bits; index <c>i</c> is bit <c>i % 64</c> of word <c>i / 64</c>.</summary>
    public ReadOnlySpan<ulong> Words => _words;

    /// <summary>How many members are in the set.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            foreach (var word in _words) count += BitOperations.PopCount(word);
            return count;
        }
    }

    /// <summary>Whether the member at <paramref name="index"/> is in the set.</summary>
    public bool Contains(int index) => (_words[index >> 6] & (1UL << index)) != 0;

    internal static int WordsFor(int members) => (members + 63) >> 6;
}
