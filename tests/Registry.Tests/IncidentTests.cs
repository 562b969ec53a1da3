using System.Diagnostics.Metrics;
using System.Globalization;

namespace Loadline.Registry.Tests;

/// <summary>Things that happened elsewhere to counters kept beside a map, and must not happen here.</summary>
public sealed class IncidentTests
{
    private readonly ClusterRegistry _registry = new();

    [Fact]
    public void A_reload_of_the_configuration_never_shows_an_empty_registry_or_one_without_a_member_that_stays()
    {
        MemberState[] first = [.. Enumerable.Range(0, 50).Select(static i => Named($"a{i}")), Named("stays")];
        MemberState[] second = [.. Enumerable.Range(0, 50).Select(static i => Named($"b{i}")), Named("stays")];
        _registry.Replace(first);

        var wrong = WhileReading(
            () => _registry.Count < 51 || !_registry.TryGet("stays", out _) || !_registry.TakeSnapshot().TryIndexOf("stays", out _),
            round => _registry.Replace(round % 2 == 0 ? second : first), rounds: 200);

        Assert.Equal(0, wrong);
    }

    [Fact]
    public void A_scheduler_never_skips_work_because_the_size_reads_zero_while_a_member_is_there()
    {
        _registry.Set(Named("stays"));

        var wrong = WhileReading(
            () => _registry.Count == 0 || _registry.TakeSnapshot().Count == 0,
            round =>
            {
                _registry.Set(Named($"guest{round % 7}"));
                _registry.TryRemove($"guest{round % 7}");
            },
            rounds: 100_000);

        Assert.Equal(0, wrong);
        Assert.Equal(1, _registry.Count);
    }

    [Fact]
    public void No_size_is_stale_once_a_change_has_returned()
    {
        for (var i = 0; i < 500; i++)
        {
            _registry.Set(Named($"m{i}"));
            Assert.Equal(i + 1, _registry.Count);
            Assert.Equal(i + 1, _registry.TakeSnapshot().Count);
        }

        for (var i = 499; i >= 0; i--)
        {
            _registry.TryRemove($"m{i}");
            Assert.Equal(i, _registry.Count);
            Assert.Equal(i, _registry.TakeSnapshot().Count);
        }
    }

    [Fact]
    public void A_gauge_that_is_scraped_during_churn_shows_a_size_of_that_time_and_that_of_the_snapshot_at_rest()
    {
        const int fixedMembers = 20, guests = 5;
        for (var i = 0; i < fixedMembers; i++) _registry.Set(Named($"m{i}"));
        using var meter = new Meter("registry-test");
        meter.CreateObservableGauge("loadline_member_clusters", () => _registry.Count);
        var scraped = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter == meter) l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((_, value, _, _) => Volatile.Write(ref scraped, value));
        listener.Start();

        var wrong = WhileReading(
            () =>
            {
                listener.RecordObservableInstruments();
                return Volatile.Read(ref scraped) is < fixedMembers or > fixedMembers + guests;
            },
            round =>
            {
                if (round / guests % 2 == 0) _registry.Set(Named($"guest{round % guests}"));
                else _registry.TryRemove($"guest{round % guests}");
            },
            rounds: 50_000);
        listener.RecordObservableInstruments();

        Assert.Equal(0, wrong);
        Assert.Equal(_registry.TakeSnapshot().Count, scraped);
    }

    private static MemberState Named(string name) => new() { Name = name, Region = name.Length.ToString(CultureInfo.InvariantCulture) };

    private static int WhileReading(Func<bool> isWrong, Action<int> write, int rounds)
    {
        using var stop = new CancellationTokenSource();
        using var reading = new ManualResetEventSlim();
        var wrong = 0;
        var reader = new Thread(() =>
        {
            do
            {
                if (isWrong()) wrong++;
                reading.Set();
            }
            while (!stop.IsCancellationRequested);
        });
        reader.Start();
        reading.Wait();
        for (var round = 0; round < rounds; round++) write(round);
        stop.Cancel();
        reader.Join();
        return wrong;
    }
}
