namespace Loadline.Registry;

/// <summary>Collects which members have a key, then freezes the answer.</summary>
internal sealed class SetIndex<TKey>(int members)
    where TKey : notnull
{
    private readonly Dictionary<TKey, ulong[]> _words = [];

    public void Add(TKey key, int member)
    {
        if (!_words.TryGetValue(key, out var words)) _words[key] = words = new ulong[MemberSet.WordsFor(members)];
        words[member >> 6] |= 1UL << member;
    }

    public Dictionary<TKey, MemberSet> Build()
    {
        var sets = new Dictionary<TKey, MemberSet>(_words.Count);
        foreach (var (key, words) in _words) sets[key] = new(words);
        return sets;
    }
}
