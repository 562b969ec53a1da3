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

    internal static MemberSet Where(ReadOnlySpan<MemberState> members, Func<MemberState, bool> condition)
    {
        var words = new ulong[WordsFor(members.Length)];
        for (var i = 0; i < members.Length; i++)
        {
            if (condition(members[i])) words[i >> 6] |= 1UL << i;
        }

        return new(words);
    }

    /// <summary>The set after some members changed; this one when it stays the same.</summary>
    internal MemberSet After(ReadOnlySpan<int> changed, ReadOnlySpan<MemberState> members, Func<MemberState, bool> condition)
    {
        ulong[]? words = null;
        foreach (var i in changed)
        {
            if (condition(members[i]) != Contains(i)) (words ??= [.. _words])[i >> 6] ^= 1UL << i;
        }

        return words is null ? this : new(words);
    }

    internal bool IsEmpty => !_words.AsSpan().ContainsAnyExcept(0UL);

    internal static MemberSet Of(int member, int members)
    {
        var words = new ulong[WordsFor(members)];
        words[member >> 6] = 1UL << member;
        return new(words);
    }

    /// <summary>The set with a member that was not in it, or without one that was.</summary>
    internal MemberSet Toggle(int member)
    {
        ulong[] words = [.. _words];
        words[member >> 6] ^= 1UL << member;
        return new(words);
    }

    /// <summary>Sixty-four bits, the first of which is that of a member.</summary>
    internal ulong BitsFrom(int member)
    {
        var (word, shift) = (member >> 6, member & 63);
        var bits = _words[word] >> shift;
        return shift == 0 || word + 1 == _words.Length ? bits : bits | (_words[word + 1] << (64 - shift));
    }

    /// <summary>The set of all members.</summary>
    internal static MemberSet All(int members)
    {
        var words = new ulong[WordsFor(members)];
        words.AsSpan().Fill(ulong.MaxValue);
        if ((members & 63) != 0) words[^1] = ulong.MaxValue >> (64 - (members & 63));
        return new(words);
    }

    internal static int WordsFor(int members) => (members + 63) >> 6;
}
