using Loadline.Placement.Scheduling;

namespace Loadline.Placement.Tests;

public sealed class WebsterTests
{
    private static int[] Divide(int seats, long[] votes, string uid = "", int[]? caps = null)
    {
        var result = new int[votes.Length];
        Webster.Allocate(votes, result, seats, Webster.LargerNameFirst(uid), caps);
        return result;
    }

    [Theory]
    [InlineData(9, new long[] { 1, 2 }, new[] { 3, 6 })]
    [InlineData(9, new long[] { 1, 3 }, new[] { 2, 7 })]
    [InlineData(12, new long[] { 18, 12, 6 }, new[] { 6, 4, 2 })]
    [InlineData(5, new long[] { 6, 3, 1 }, new[] { 3, 1, 1 })]
    [InlineData(4, new long[] { 1200, 900, 400 }, new[] { 2, 1, 1 })]
    [InlineData(10, new long[] { 30, 70 }, new[] { 3, 7 })]
    [InlineData(3, new long[] { 0, 5, 0 }, new[] { 0, 3, 0 })]
    [InlineData(3, new long[] { 0, 0 }, new[] { 0, 0 })]
    public void Known_divisions(int seats, long[] votes, int[] expected) => Assert.Equal(expected, Divide(seats, votes));

    [Theory]
    [InlineData("", new[] { 4, 3, 3 })]
    [InlineData("a", new[] { 4, 3, 3 })]
    [InlineData("b", new[] { 3, 3, 4 })]
    public void Ties_go_by_name_in_a_direction_that_the_uid_sets(string uid, int[] expected) => Assert.Equal(expected, Divide(10, [1, 1, 1], uid));

    [Fact]
    public void The_heap_gives_what_seat_by_seat_search_gives()
    {
        var random = new Random(20260101);
        for (var round = 0; round < 2000; round++)
        {
            var votes = Enumerable.Range(0, random.Next(1, 9)).Select(_ => (long)random.Next(0, 12)).ToArray();
            var seats = random.Next(0, 40);
            var largerFirst = random.Next(2) == 0;
            var result = new int[votes.Length];

            Webster.Allocate(votes, result, seats, largerFirst);

            Assert.Equal(SeatBySeat(votes, seats, largerFirst), result);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1_000)]
    [InlineData(1_000_000_000)]
    public void Among_hundreds_of_parties_with_seats_and_caps_too(int mostVotes)
    {
        var random = new Random(mostVotes);
        for (var round = 0; round < 60; round++)
        {
            var votes = Enumerable.Range(0, random.Next(17, 700)).Select(_ => random.NextInt64(0, mostVotes)).ToArray();
            var held = votes.Select(_ => round % 3 == 1 ? random.Next(0, 4) : 0).ToArray();
            var caps = round % 3 == 0 ? votes.Select(_ => random.Next(0, 9)).ToArray() : null;
            var (count, largerFirst) = (random.Next(1, random.Next(2, 1_500)), random.Next(2) == 0);
            var seats = held.ToArray();

            Webster.Allocate(votes, seats, count, largerFirst, caps);

            Assert.Equal(SeatBySeat(votes, count, largerFirst, held, caps), seats);
        }
    }

    [Fact]
    public void One_more_seat_takes_none_from_anyone()
    {
        var random = new Random(7);
        for (var round = 0; round < 500; round++)
        {
            var votes = Enumerable.Range(0, 6).Select(_ => (long)random.Next(1, 100)).ToArray();
            for (var seats = 0; seats < 30; seats++)
            {
                var (fewer, more) = (Divide(seats, votes), Divide(seats + 1, votes));
                Assert.All(fewer.Zip(more), pair => Assert.True(pair.First <= pair.Second));
            }
        }
    }

    [Fact]
    public void Caps_are_kept_and_what_does_not_fit_is_reported()
    {
        var seats = new int[3];

        var left = Webster.Allocate([5, 1, 1], seats, 10, false, [2, 3, 1]);

        Assert.Equal([2, 3, 1], seats);
        Assert.Equal(4, left);
    }

    private static int[] SeatBySeat(long[] votes, int count, bool largerFirst, int[]? held = null, int[]? caps = null)
    {
        var seats = held?.ToArray() ?? new int[votes.Length];
        for (; count > 0; count--)
        {
            var best = -1;
            for (var i = 0; i < votes.Length; i++)
            {
                if (votes[i] == 0 || (caps is not null && seats[i] >= caps[i])) continue;
                if (best < 0 || Claim(i).CompareTo(Claim(best)) > 0) best = i;
            }

            if (best < 0) break;
            seats[best]++;
        }

        return seats;

        (double Quotient, int FewerSeats, int Name) Claim(int i) => (votes[i] / (2.0 * seats[i] + 1), -seats[i], largerFirst ? i : -i);
    }
}
