using Loadline.Operator.Binding;
using Loadline.Placement.Compilation;
using Loadline.Placement.Scheduling;
using Loadline.Registry;

namespace Loadline.Operator.Tests.Binding;

public sealed class CapacityBookingsTests
{
    private static readonly TemplateKey Web = new(new("apps", "v1", "deployments", "Deployment", true), "shop", "web");
    private static readonly KeyValuePair<string, long>[] OneCore = [new("cpu", 1000)];

    private readonly ManualClock _time = new();
    private readonly Dictionary<string, int?> _pods = [];
    private readonly CapacityBookings _bookings;

    public CapacityBookingsTests() => _bookings = new((_, member) => _pods.GetValueOrDefault(member), _time);

    [Fact]
    public void What_a_decision_places_is_booked_until_its_pods_are_counted()
    {
        _bookings.Book(Web, [], [new("a", 3)], OneCore);
        Assert.Equal(7, RoomOnA());

        _pods["a"] = 3;
        Pass(1);
        Assert.Equal(7, RoomOnA());
        Pass(4);
        Pass(1);

        Assert.Equal(10, RoomOnA());
        Assert.Null(_bookings.Current());
    }

    [Fact]
    public void Pods_that_exist_already_are_not_booked_again()
    {
        _pods["a"] = 3;

        _bookings.Book(Web, [new("a", 3)], [new("a", 5)], OneCore);

        Assert.Equal(8, RoomOnA());
    }

    [Fact]
    public void A_decision_that_leaves_a_member_gives_its_booking_back()
    {
        _bookings.Book(Web, [], [new("a", 3)], OneCore);

        _bookings.Book(Web, [new("a", 3)], [new("b", 3)], OneCore);

        Assert.Equal(10, RoomOnA());
    }

    [Fact]
    public void The_same_decision_again_books_nothing_more()
    {
        _bookings.Book(Web, [], [new("a", 3)], OneCore);
        _bookings.Book(Web, [new("a", 3)], [new("a", 3)], [.. OneCore]);

        Assert.Equal(7, RoomOnA());
    }

    [Fact]
    public void Replicas_without_pods_are_given_up_after_five_minutes_and_not_booked_again_by_the_same_decision()
    {
        _bookings.Book(Web, [], [new("a", 3)], OneCore);
        Pass(301);
        Assert.Equal(10, RoomOnA());

        _bookings.Book(Web, [new("a", 3)], [new("a", 3)], OneCore);

        Assert.Equal(10, RoomOnA());
    }

    [Fact]
    public void A_template_that_is_let_go_gives_back_everything()
    {
        _bookings.Book(Web, [], [new("a", 3)], OneCore);

        _bookings.Forget(Web);

        Assert.Equal(10, RoomOnA());
    }

    [Fact]
    public void Objects_without_replicas_book_nothing()
    {
        _bookings.Book(Web, [], [new("a", null)], null);

        Assert.Null(_bookings.Current());
    }

    private void Pass(int seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        _ = _bookings.Current();
    }

    /// <summary>How many more replicas of one core a decision may put on a member of ten cores.</summary>
    private int RoomOnA()
    {
        var kind = new ApiEnablement("apps/v1", "Deployment");
        var member = new MemberState
        {
            Name = "a",
            ApiEnablements = new HashSet<ApiEnablement> { kind },
            Resources = new() { Allocatable = new Dictionary<string, long> { ["cpu"] = 10_000, ["pods"] = 100 } },
        };
        var request = new PlacementRequest { Placement = CompiledPlacement.Compile(null), Kind = kind, Replicas = 1, Requests = OneCore, Assumed = _bookings.Current() };
        return Scheduler.Place(request, ClusterSnapshot.Of([member]), keepWorking: true).Decision.Members[0].Room!.Value;
    }

    private sealed class ManualClock : TimeProvider
    {
        private long _ticks = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;
    }
}
