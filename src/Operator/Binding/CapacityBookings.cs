using Loadline.Placement.Scheduling;

namespace Loadline.Operator.Binding;

/// <summary>
/// Room that decisions gave away and members do not report yet. A replica is booked from the decision until its pod exists, and a moment
/// longer, because the member counts its pods with a delay. All members need <see cref="Gate"/>: a decision and its booking are one step,
/// or two decisions made at once would book the same free cores.
/// </summary>
/// <param name="podsOf">Pods of a template that exist on a member; null when that is not known.</param>
/// <param name="time">Clock.</param>
internal sealed class CapacityBookings(Func<TemplateKey, string, int?> podsOf, TimeProvider time)
{
    /// <summary>From a pod's creation to a report that counts it: the member's report once a second, and the watches on the way.</summary>
    private static readonly TimeSpan ReportDelay = TimeSpan.FromSeconds(3);

    /// <summary>A replica that has no pod after so long is not about to get one.</summary>
    private static readonly TimeSpan Expiry = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan SweepInterval = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<(TemplateKey Key, string Member), Booking> _bookings = [];
    private readonly AssumedUsage _usage = new();
    private long _sweptAt;

    public Lock Gate { get; } = new();

    /// <summary>What is booked now; null when nothing is.</summary>
    public AssumedUsage? Current()
    {
        if (_bookings.Count > 0 && (_sweptAt == 0 || time.GetElapsedTime(_sweptAt) >= SweepInterval)) Sweep();
        return _usage.IsEmpty ? null : _usage;
    }

    /// <summary>Books what a decision places beyond the pods that exist; replaces what was booked for the template.</summary>
    public void Book(TemplateKey key, IReadOnlyList<PlacementTarget> before, IReadOnlyList<PlacementTarget> targets, IReadOnlyList<KeyValuePair<string, long>>? requests)
    {
        foreach (var target in targets)
        {
            if (target.Replicas is { } replicas) Set(key, target.Cluster, replicas, requests);
        }

        foreach (var old in before)
        {
            if (!targets.Any(t => t.Cluster == old.Cluster)) Remove((key, old.Cluster));
        }
    }

    /// <summary>Gives back everything that is booked for a template.</summary>
    public void Forget(TemplateKey key)
    {
        lock (Gate)
        {
            foreach (var at in _bookings.Keys.Where(at => at.Key == key).ToList()) Remove(at);
        }
    }

    private void Set(TemplateKey key, string member, int replicas, IReadOnlyList<KeyValuePair<string, long>>? requests)
    {
        if (_bookings.TryGetValue((key, member), out var booking) && booking.Target == replicas && Same(booking.Requests, requests)) return;
        Remove((key, member));
        var missing = Math.Max(0, replicas - (podsOf(key, member) ?? 0));
        if (missing == 0) return;
        _usage.Add(member, requests, missing);
        _bookings[(key, member)] = new(replicas, missing, requests, time.GetTimestamp());
    }

    private void Sweep()
    {
        _sweptAt = time.GetTimestamp();
        List<(TemplateKey, string)>? ended = null;
        foreach (var (at, booking) in _bookings)
        {
            var missing = Math.Max(0, booking.Target - (podsOf(at.Key, at.Member) ?? 0));
            if (missing >= booking.Replicas) booking.FewerSince = 0;
            else if (booking.FewerSince == 0) booking.FewerSince = time.GetTimestamp();
            else if (time.GetElapsedTime(booking.FewerSince) >= ReportDelay)
            {
                _usage.Add(at.Member, booking.Requests, missing - booking.Replicas);
                booking.Replicas = missing;
                booking.FewerSince = 0;
            }

            if (missing == 0 && booking.Replicas == 0) (ended ??= []).Add(at);
            else if (time.GetElapsedTime(booking.BookedAt) >= Expiry) Expire(at.Member, booking);
        }

        foreach (var at in ended ?? []) Remove(at);
    }

    /// <summary>The entry stays, so that the next decision for the same replicas does not book them again.</summary>
    private void Expire(string member, Booking booking)
    {
        if (booking.Replicas == 0) return;
        _usage.Add(member, booking.Requests, -booking.Replicas);
        booking.Replicas = 0;
    }

    private void Remove((TemplateKey Key, string Member) at)
    {
        if (!_bookings.Remove(at, out var booking) || booking.Replicas == 0) return;
        _usage.Add(at.Member, booking.Requests, -booking.Replicas);
    }

    private static bool Same(IReadOnlyList<KeyValuePair<string, long>>? a, IReadOnlyList<KeyValuePair<string, long>>? b) =>
        a is null ? b is null : b is not null && a.SequenceEqual(b);

    private sealed class Booking(int target, int replicas, IReadOnlyList<KeyValuePair<string, long>>? requests, long bookedAt)
    {
        public int Target { get; } = target;

        /// <summary>Of the target, those that no report counts.</summary>
        public int Replicas { get; set; } = replicas;

        public IReadOnlyList<KeyValuePair<string, long>>? Requests { get; } = requests;

        public long BookedAt { get; } = bookedAt;

        /// <summary>Since when fewer are missing than booked (monotonic); 0 when not.</summary>
        public long FewerSince { get; set; }
    }
}
