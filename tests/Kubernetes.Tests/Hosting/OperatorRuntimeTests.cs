using Loadline.Kubernetes.Hosting;
using Loadline.Kubernetes.LeaderElection;
using Loadline.Kubernetes.Tests.LeaderElection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loadline.Kubernetes.Tests.Hosting;

public sealed class OperatorRuntimeTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly VirtualLoop _loop;
    private readonly FakeLease _lease = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _log = [];
    private Task? _running;

    public OperatorRuntimeTests() => _loop = new(_time);

    public void Dispose() => _stop.Dispose();

    [Fact]
    public void LC1_LC2_Parts_start_in_the_order_of_their_phases_and_stop_in_the_opposite_one()
    {
        var caches = new TaskCompletionSource();
        var runtime = Runtime();
        // Added in any order.
        foreach (var phase in Enum.GetValues<OperatorPhase>().Reverse()) runtime.Add(Part(phase, phase == OperatorPhase.Caches ? () => caches.Task : null));
        Start(runtime);
        _loop.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(["+Servers", "+Webhooks", "+Caches"], _log);
        Assert.Equal("caches", runtime.WaitsFor);
        caches.SetResult();
        _loop.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(["+Servers", "+Webhooks", "+Caches", "+Always", "+Leading"], _log);
        _stop.Cancel();
        _loop.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["-Leading", "-Always", "-Caches", "-Webhooks", "-Servers"], _log.Skip(5));
        Assert.True(_running!.IsCompletedSuccessfully);
    }

    [Fact]
    public void LC2_The_lease_is_given_back_after_the_leader_s_work_has_ended_and_within_the_grace()
    {
        var runtime = Runtime();
        string? holderAtTheEnd = null;
        runtime.Add(new(OperatorPhase.Leading, "work", async ct =>
        {
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, _time, ct);
            }
            finally
            {
                // What is in work may take a while to end.
                await Task.Delay(TimeSpan.FromSeconds(8), _time, CancellationToken.None);
                holderAtTheEnd = _lease.Record!.HolderIdentity;
            }
        }));
        Start(runtime);
        _loop.Advance(TimeSpan.FromSeconds(5));
        _stop.Cancel();
        _loop.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal("me", holderAtTheEnd);
        Assert.Equal("", _lease.Record!.HolderIdentity);
        Assert.True(_running!.IsCompletedSuccessfully);
    }

    [Fact]
    public void LC2_What_will_not_stop_is_left_after_thirty_seconds()
    {
        var runtime = new OperatorRuntime(null, null, new(), _time, NullLogger.Instance);
        runtime.Add(new(OperatorPhase.Always, "stubborn", _ => Task.Delay(Timeout.InfiniteTimeSpan, _time, CancellationToken.None)));
        Start(runtime);
        _loop.Advance(TimeSpan.FromSeconds(1));
        _stop.Cancel();
        _loop.Advance(TimeSpan.FromSeconds(29));
        Assert.False(_running!.IsCompleted);
        _loop.Advance(TimeSpan.FromSeconds(2));
        Assert.True(_running.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task LC3_CL7_A_standby_serves_and_keeps_its_caches_and_does_not_work()
    {
        await _lease.For("other").CreateAsync(new("other", 3600, default, default, 0), default);
        var runtime = Runtime();
        foreach (var phase in Enum.GetValues<OperatorPhase>()) runtime.Add(Part(phase));
        Start(runtime);
        _loop.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(["+Servers", "+Webhooks", "+Caches", "+Always"], _log);
        Assert.Null(runtime.WaitsFor);
        _stop.Cancel();
        _loop.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_running!.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task LC4_A_part_that_keeps_failing_ends_the_operator_with_its_error()
    {
        var runtime = Runtime();
        runtime.Add(Part(OperatorPhase.Servers));
        runtime.Add(new(OperatorPhase.Leading, "broken", _ =>
        {
            _log.Add("try");
            throw new InvalidOperationException("a bug");
        }));
        Start(runtime);
        _loop.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(5, _log.Count(static l => l == "try"));
        Assert.Equal("-Servers", _log[^1]);
        var e = await Assert.ThrowsAsync<OperatorFailedException>(() => _running!);
        Assert.Contains("a bug", e.Message, StringComparison.Ordinal);
        Assert.Equal("", _lease.Record!.HolderIdentity);
    }

    [Fact]
    public async Task CL3_A_phase_that_does_not_become_ready_fails_the_start_after_two_minutes_and_says_which()
    {
        var runtime = Runtime();
        runtime.Add(Part(OperatorPhase.Caches, static () => new TaskCompletionSource().Task));
        runtime.Add(Part(OperatorPhase.Leading));
        Start(runtime);
        _loop.Advance(TimeSpan.FromSeconds(121));
        var e = await Assert.ThrowsAsync<TimeoutException>(() => _running!);
        Assert.Equal("Caches was not ready within 120 s", e.Message);
        Assert.Equal(["+Caches", "-Caches"], _log);
    }

    [Fact]
    public async Task LE6_The_loss_of_the_lease_ends_the_operator()
    {
        var runtime = Runtime();
        runtime.Add(Part(OperatorPhase.Leading));
        Start(runtime);
        _loop.Advance(TimeSpan.FromSeconds(5));
        _lease.Edit(static r => r with { HolderIdentity = "other" });
        _loop.Advance(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAsync<LeadershipLostException>(() => _running!);
        Assert.Equal("-Leading", _log[^1]);
    }

    [Fact]
    public void LE6_After_the_loss_of_the_lease_nobody_waits_for_what_will_not_stop()
    {
        var runtime = Runtime();
        runtime.Add(Stubborn(OperatorPhase.Always));
        runtime.Add(Stubborn(OperatorPhase.Leading));
        Start(runtime);
        _loop.Advance(TimeSpan.FromSeconds(5));
        _lease.Edit(static r => r with { HolderIdentity = "other" });
        // A renewal that fails, half of what is left of the lease, and two seconds.
        _loop.Advance(TimeSpan.FromSeconds(2 + 2.5 + 2));
        Assert.IsType<LeadershipLostException>(_running!.Exception?.InnerException);

        OperatorPart Stubborn(OperatorPhase phase) => new(phase, "stubborn", _ => Task.Delay(Timeout.InfiniteTimeSpan, _time, CancellationToken.None));
    }

    private OperatorRuntime Runtime() =>
        new(new(_lease.For("me"), new() { Identity = "me" }, _time, null, null, static () => 0.5), new(), new(), _time, NullLogger.Instance);

    private OperatorPart Part(OperatorPhase phase, Func<Task>? ready = null) => new(
        phase,
        phase.ToString(),
        async ct =>
        {
            _log.Add($"+{phase}");
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, _time, ct);
            }
            finally
            {
                _log.Add($"-{phase}");
            }
        },
        ready);

    private void Start(OperatorRuntime runtime) => _running = _loop.Start(() => runtime.RunAsync(_stop.Token));
}
