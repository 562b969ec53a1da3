using System.Globalization;
using System.Runtime.CompilerServices;
using Loadline.Registry.Map;

namespace Loadline.Registry.Tests.Map;

/// <summary>How the map hashes and compares strings, in each of its ways: short, long, and without the processor's AES.</summary>
public sealed class StringKeyTests
{
    private const int Longest = 80;
    private const ulong Seed = 0x0123_4567_89AB_CDEF;

    [Fact]
    public void Strings_of_any_length_are_equal_exactly_when_every_character_is()
    {
        for (var length = 0; length <= Longest; length++)
        {
            var text = Text(length);
            Assert.True(StringEquality.Of(text, Copy(text)));
            Assert.False(StringEquality.Of(text, text + "x"));
            for (var at = 0; at < length; at++) Assert.False(StringEquality.Of(text, Changed(text, at)), $"{length} characters, difference at {at}");
        }
    }

    [Fact]
    public void Equal_strings_have_equal_hashes_wherever_they_are_in_memory()
    {
        for (var length = 0; length <= Longest; length++)
        {
            var text = Text(length);
            Assert.Equal(StringHash.Of(text, Seed), StringHash.Of(Copy(text), Seed));
            Assert.Equal(Words(text), Words(Copy(text)));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_change_of_any_character_changes_the_hash(bool words)
    {
        for (var length = 1; length <= Longest; length++)
        {
            var text = Text(length);
            for (var at = 0; at < length; at++)
            {
                var changed = Changed(text, at);
                Assert.NotEqual(words ? Words(text) : StringHash.Of(text, Seed), words ? Words(changed) : StringHash.Of(changed, Seed));
            }
        }
    }

    [Theory]
    [InlineData("m", false)]
    [InlineData("member-", false)]
    [InlineData("member-eu-west-1a", false)]
    [InlineData("m", true)]
    [InlineData("member-", true)]
    [InlineData("member-eu-west-1a", true)]
    public void Names_that_count_up_spread_over_shards_and_tags(string prefix, bool words)
    {
        const int Names = 64 * 1024;
        var shards = new int[64];
        var tags = new int[256];
        for (var i = 0; i < Names; i++)
        {
            var name = prefix + i.ToString("D5", CultureInfo.InvariantCulture);
            var hash = words ? Words(name) : StringHash.Of(name, Seed);
            shards[hash >> 26]++;
            tags[(byte)hash]++;
        }

        // Deviations of six times the standard deviation do not happen by chance.
        Assert.All(shards, static n => Assert.InRange(n, 1024 - (6 * 32), 1024 + (6 * 32)));
        Assert.All(tags, static n => Assert.InRange(n, 256 - (6 * 16), 256 + (6 * 16)));
    }

    [Fact]
    public void Seeds_change_the_hash()
    {
        for (var length = 1; length <= Longest; length++) Assert.NotEqual(StringHash.Of(Text(length), Seed), StringHash.Of(Text(length), ~Seed));
    }

    private static uint Words(string text) =>
        StringHash.OfWords(ref Unsafe.As<char, byte>(ref Unsafe.AsRef(in text.GetPinnableReference())), (uint)text.Length * 2, Seed);

    private static string Text(int length) => string.Concat(Enumerable.Range(0, length).Select(static i => (char)('a' + (i * 7 % 26))));

    private static string Copy(string text) => new(text.AsSpan());

    private static string Changed(string text, int at) => string.Concat(text.AsSpan(0, at), "Z", text.AsSpan(at + 1));
}
