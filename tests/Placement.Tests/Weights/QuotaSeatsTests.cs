using Loadline.Placement.Weights;

namespace Loadline.Placement.Tests.Weights;

/// <summary>What holds of every division of whole replicas, however claims, bounds and what is held look.</summary>
public sealed class QuotaSeatsTests
{
    private const int Rounds = 3_000;

    [Fact]
    public void A_new_division_is_within_one_replica_of_every_quota()
    {
        Each(static world =>
        {
            world.Held.AsSpan().Clear();
            world.Floors.AsSpan().Clear();
            world.Caps.AsSpan().Fill(world.Total);
            world.Aim();

            var left = world.Division().Grow(world.Total);

            Assert.Equal(0, left);
            Assert.Equal(world.Total, world.Seats.Sum());
            double all = world.Votes.Sum();
            for (var i = 0; i < world.Seats.Length; i++) Assert.InRange(world.Seats[i], Math.Floor(world.Total * world.Votes[i] / all - 1e-6), Math.Ceiling(world.Total * world.Votes[i] / all + 1e-6));
        });
    }

    [Fact]
    public void Added_replicas_stop_none_and_take_nobody_over_its_quota_who_was_not()
    {
        Each(static world =>
        {
            var count = world.Total - world.Held.Sum();
            if (count <= 0) return;

            var left = world.Division().Grow(count);

            Assert.Equal(count, left + world.Seats.Sum() - world.Held.Sum());
            for (var i = 0; i < world.Seats.Length; i++)
            {
                Assert.True(world.Seats[i] >= world.Held[i]);
                Assert.True(world.Seats[i] <= Math.Max(world.Held[i], Math.Min(world.Caps[i], world.Upper[i])), world.ToString());
            }

            if (Enumerable.Range(0, world.Seats.Length).Any(i => world.Seats[i] > Math.Max(world.Held[i], world.Lower[i])))
                Assert.All(Enumerable.Range(0, world.Seats.Length), i => Assert.True(world.Votes[i] == 0 || world.Seats[i] >= world.Lower[i], world.ToString()));
        });
    }

    [Fact]
    public void Taken_replicas_start_none_and_leave_nobody_below_its_quota_who_was_not()
    {
        Each(static world =>
        {
            var count = world.Held.Sum() - world.Total;
            if (count <= 0) return;

            var left = world.Division().Shrink(count);

            Assert.Equal(0, left);
            for (var i = 0; i < world.Seats.Length; i++)
            {
                Assert.True(world.Seats[i] <= world.Held[i]);
                Assert.True(world.Seats[i] >= Math.Min(world.Held[i], Math.Max(world.Floors[i], world.Lower[i])), world.ToString());
            }
        });
    }

    [Fact]
    public void Moved_replicas_take_no_receiver_over_and_no_giver_below_its_quota()
    {
        Each(static world =>
        {
            world.Total = world.Held.Sum();
            world.Aim();

            var moved = world.Division().Move(int.MaxValue, 1.1);

            Assert.Equal(world.Total, world.Seats.Sum());
            Assert.Equal(2 * moved, Enumerable.Range(0, world.Seats.Length).Sum(i => Math.Abs(world.Seats[i] - world.Held[i])));
            for (var i = 0; i < world.Seats.Length; i++)
            {
                if (world.Seats[i] > world.Held[i]) Assert.True(world.Seats[i] <= Math.Min(world.Upper[i], world.Caps[i]), world.ToString());
                if (world.Seats[i] < world.Held[i]) Assert.True(world.Seats[i] >= Math.Max(world.Lower[i], world.Floors[i]), world.ToString());
            }
        });
    }

    [Fact]
    public void A_member_without_a_claim_gets_nothing()
    {
        Each(static world =>
        {
            var count = world.Total - world.Held.Sum();
            if (count > 0) world.Division().Grow(count);
            else world.Division().Shrink(-count);

            for (var i = 0; i < world.Seats.Length; i++) Assert.True(world.Votes[i] > 0 || world.Seats[i] <= world.Held[i]);
        });
    }

    [Fact]
    public void Quotas_keep_bounds_and_leave_room_for_exactly_what_is_divided()
    {
        Each(static world =>
        {
            Assert.True(world.Lower.Sum() <= world.Total && world.Upper.Sum() >= world.Total, world.ToString());
            for (var i = 0; i < world.Seats.Length; i++)
            {
                Assert.InRange(world.Lower[i], world.Floors[i], world.Votes[i] > 0 ? world.Caps[i] : world.Floors[i]);
                Assert.InRange(world.Upper[i], world.Lower[i], world.Lower[i] + 1);
            }
        });
    }

    [Fact]
    public void Dividing_again_moves_nothing()
    {
        Each(static world =>
        {
            world.Total = world.Held.Sum();
            world.Aim();
            world.Division().Move(int.MaxValue, 1.1);

            Assert.Equal(0, world.Division().Move(int.MaxValue, 1.1));
        });
    }

    [Fact]
    public void A_division_allocates_nothing()
    {
        var world = new World(new Random(1));
        Divide();
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var n = 0; n < 100; n++) Divide();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Divide()
        {
            world.Held.CopyTo(world.Seats, 0);
            world.Aim();
            var count = world.Total - world.Held.Sum();
            if (count > 0) world.Division().Grow(count);
            else world.Division().Shrink(-count);
            world.Division().Move(int.MaxValue, 1.1);
        }
    }

    private static void Each(Action<World> check)
    {
        var random = new Random(6);
        for (var round = 0; round < Rounds; round++) check(new World(random));
    }

    /// <summary>Members with claims, bounds and replicas within them, and a number to divide that fits.</summary>
    private sealed class World
    {
        private readonly SeatScratch _scratch;

        public World(Random random)
        {
            var members = random.Next(1, 9);
            (Votes, Seats, Floors) = (new long[members], new int[members], new int[members]);
            (Caps, Held, Lower, Upper) = (new int[members], new int[members], new int[members], new int[members]);
            _scratch = new SeatScratch(members);
            for (var i = 0; i < members; i++)
            {
                Votes[i] = random.Next(6) == 0 && i > 0 ? 0 : random.NextInt64(1, (long)Math.Pow(10, random.Next(1, 13)));
                Floors[i] = random.Next(4) == 0 ? random.Next(4) : 0;
                Caps[i] = Floors[i] + (random.Next(3) == 0 ? random.Next(8) : 300);
                Held[i] = random.Next(Floors[i], Math.Min(Caps[i], 30) + 1);
            }

            // Room for all among those with a claim, beside what the others must have.
            var most = Enumerable.Range(0, members).Sum(i => Votes[i] > 0 ? Caps[i] : Floors[i]);
            Total = Math.Clamp(random.Next(1, 120), Floors.Sum(), most);
            Held.CopyTo(Seats, 0);
            Aim();
        }

        public long[] Votes { get; }

        public int[] Seats { get; }

        public int[] Held { get; }

        public int[] Floors { get; }

        public int[] Caps { get; }

        public int[] Lower { get; }

        public int[] Upper { get; }

        public int Total { get; set; }

        /// <summary>Finds the quotas of the total anew and starts from what is held.</summary>
        public void Aim()
        {
            Held.CopyTo(Seats, 0);
            Apportionment.Quotas(Votes, Floors, Caps, Total, _scratch.Quota, Lower, Upper);
        }

        public QuotaSeats Division() => new(Votes, Seats, Floors, Caps, Lower, Upper, _scratch, largerNameFirst: false);

        public override string ToString() =>
            $"votes {string.Join(' ', Votes)}, held {string.Join(' ', Held)}, bounds {string.Join(' ', Floors)} to {string.Join(' ', Caps)}, {Total} to divide: quotas {string.Join(' ', Lower)} to {string.Join(' ', Upper)}, seats {string.Join(' ', Seats)}";
    }
}
