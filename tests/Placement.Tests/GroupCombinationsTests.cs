using Loadline.Placement.Compilation;
using Loadline.Placement.Scheduling;

namespace Loadline.Placement.Tests;

public sealed class GroupCombinationsTests
{
    private static SpreadGroup Group(int number, int members, long weight)
    {
        var group = new SpreadGroup($"g{number:000}") { Weight = weight };
        for (var i = 0; i < members; i++) group.Members.Add(i);
        return group;
    }

    [Fact]
    public void The_heaviest_combination_wins_and_a_prefix_of_it_is_enough()
    {
        var groups = new List<SpreadGroup> { Group(1, 2, 30), Group(2, 1, 20), Group(3, 3, 10) };

        Assert.Equal(["g001"], GroupCombinations.Best(groups, new(SpreadField.Region, null, 1, 2), 2)!.Select(group => group.Name));
        Assert.Equal(["g001", "g003"], GroupCombinations.Best(groups, new(SpreadField.Region, null, 1, 2), 4)!.Select(group => group.Name));
        Assert.Null(GroupCombinations.Best(groups, new(SpreadField.Region, null, 1, 2), 6));
    }

    [Fact]
    public void A_thousand_groups_do_not_hold_up_the_others()
    {
        var groups = Enumerable.Range(0, 1000).Select(i => Group(i, 1, i)).ToList();

        var best = GroupCombinations.Best(groups, new(SpreadField.Label, "host", 1, int.MaxValue), 8);

        Assert.Equal(Enumerable.Range(992, 8).Reverse().Select(i => $"g{i:000}"), best!.Select(group => group.Name));
    }

    [Fact]
    public void The_short_cut_finds_a_combination_exactly_when_there_is_one()
    {
        var random = new Random(3);
        for (var round = 0; round < 2000; round++)
        {
            var groups = Enumerable.Range(0, random.Next(1, 7)).Select(i => Group(i, random.Next(1, 6), random.Next(0, 50))).ToList();
            var min = random.Next(1, 4);
            var rule = new SpreadRule(SpreadField.Region, null, min, min + random.Next(0, 3));
            var members = random.Next(1, 16);

            var exact = groups.Count < min ? null : GroupCombinations.Best(groups, rule, members);
            var quick = GroupCombinations.Heaviest([.. groups], rule, members);

            Assert.Equal(exact is null, quick is null);
            if (quick is null) continue;
            Assert.InRange(quick.Length, rule.Min, rule.Max);
            Assert.True(quick.Sum(group => group.Members.Count) >= members);
        }
    }
}
