using Loadline.Registry.Exploration.Checking;

namespace Loadline.Registry.Tests;

/// <summary>The checker is checked: what it must accept and what it must reject.</summary>
public sealed class CheckerTests
{
    private readonly Linearizability _checker = new();

    [Fact]
    public void Ten_thousand_random_histories_that_have_an_order_are_accepted()
    {
        var random = new Random(5);
        for (var history = 0; history < 10_000; history++)
        {
            var calls = Linearizable(random, 8);
            Assert.True(_checker.Holds(calls, 0), string.Join("; ", calls));
        }
    }

    [Fact]
    public void Long_histories_are_accepted_by_windows_and_by_key()
    {
        var calls = Linearizable(new(6), 3000);

        Assert.Null(LongHistory.FirstWrongWindow(calls, 0));
        Assert.Null(LongHistory.FirstWrongKey(calls, 0));
        Assert.Null(LongHistory.FirstImpossibleSize(calls, 0));
    }

    [Fact]
    public void A_size_that_lags_behind_a_key_that_was_seen_is_rejected()
    {
        Call[] calls = [new(Op.Add(0, 1), 1, 0, 9), new(Op.Get(0), 1, 1, 2), new(Op.Count, 0, 3, 4)];

        Assert.False(_checker.Holds(calls, 0));
        Assert.NotNull(LongHistory.FirstWrongWindow(calls, 0));
    }

    [Fact]
    public void A_snapshot_that_has_the_later_of_two_keys_only_is_rejected()
    {
        Call[] calls = [new(Op.Add(0, 1), 1, 0, 1), new(Op.Add(1, 1), 1, 2, 3), new(Op.Snapshot, 0x0100, 0, 4)];

        Assert.False(_checker.Holds(calls, 0));
    }

    [Fact]
    public void A_removed_key_that_is_read_later_is_rejected_by_its_key_alone()
    {
        Call[] calls = [new(Op.Add(3, 1), 1, 0, 1), new(Op.Remove(3), 1, 2, 3), new(Op.Get(3), 1, 4, 5)];

        Assert.NotNull(LongHistory.FirstWrongKey(calls, 0));
    }

    [Fact]
    public void A_size_outside_of_what_the_changes_allow_is_rejected()
    {
        Call[] calls = [new(Op.Add(0, 1), 1, 0, 1), new(Op.Add(1, 1), 1, 2, 6), new(Op.Count, 3, 3, 4)];

        Assert.NotNull(LongHistory.FirstImpossibleSize(calls, 0));
    }

    // Each call takes effect at an instant of its own, and lasts a random time around it.
    private static Call[] Linearizable(Random random, int count)
    {
        var content = 0UL;
        var kinds = new[] { OpKind.Get, OpKind.Set, OpKind.Add, OpKind.Update, OpKind.Remove, OpKind.Count, OpKind.Snapshot };
        var calls = new Call[count];
        for (var i = 0; i < count; i++)
        {
            var op = new Op(kinds[random.Next(kinds.Length)], random.Next(4), random.Next(1, 4), random.Next(1, 4));
            (var result, content) = MapModel.Apply(content, op);
            var instant = (i + 1) * 100L;
            calls[i] = new(op, result, instant - random.Next(1, 120), instant + random.Next(1, 120));
        }

        random.Shuffle(calls);
        return calls;
    }
}
