using System.Globalization;
using FsCheck.Fluent;
using Loadline.Kubernetes.Client;

namespace Loadline.Kubernetes.Tests.Client;

public sealed class ShardSelectorTests
{
    [Theory]
    [InlineData("", 0xcbf29ce484222325)]
    [InlineData("a", 0xaf63dc4c8601ec8c)]
    [InlineData("foobar", 0x85944171f73967e8)]
    public void RF15_The_hash_is_64_bit_FNV_1a(string text, ulong hash) => Assert.Equal(hash, ShardSelector.Hash(text));

    [Fact]
    public void RF15_All_parts_together_are_everything_and_no_object_is_in_two() =>
        Prop.ForAll(
            Gen.Choose(1, 40).ToArbitrary(),
            ArbMap.Default.ArbFor<Guid>(),
            (count, uid) =>
            {
                var item = KubeObject.Parse($$$"""{"metadata":{"name":"a","namespace":"n","uid":"{{{uid}}}"}}""");
                return Enumerable.Range(0, count).Count(i => ShardSelector.Of(i, count).Contains(item)) == 1;
            }).Holds();

    [Fact]
    public void RF15_Bounds_are_written_as_servers_read_them()
    {
        Assert.Equal("shardRange(object.metadata.uid, '0x0000000000000000', '0x8000000000000000')", ShardSelector.Of(0, 2).ToString());
        Assert.Equal("shardRange(object.metadata.namespace, '0x8000000000000000', '0x10000000000000000')", ShardSelector.Of(1, 2, ShardField.Namespace).ToString());
        var query = new ListOptions { Shard = ShardSelector.Of(0, 1) }.Query("/api/v1/pods");
        Assert.Equal("/api/v1/pods?shardSelector=" + Uri.EscapeDataString("shardRange(object.metadata.uid, '0x0000000000000000', '0x10000000000000000')"), query);
    }

    [Fact]
    public void RF15_By_namespace_a_namespace_stays_together()
    {
        var first = Of("one", 1);
        var shard = Enumerable.Range(0, 8).Select(i => ShardSelector.Of(i, 8, ShardField.Namespace)).Single(s => s.Contains(first));
        for (var i = 2; i < 50; i++) Assert.True(shard.Contains(Of("one", i)));
    }

    private static KubeObject Of(string ns, int name) =>
        KubeObject.Parse(string.Create(CultureInfo.InvariantCulture, $$$"""{"metadata":{"name":"item-{{{name}}}","namespace":"{{{ns}}}","uid":"{{{name}}}"}}"""));
}
