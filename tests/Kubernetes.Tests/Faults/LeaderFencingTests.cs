using System.Text;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.LeaderElection;
using Loadline.Simulator.Faults;

namespace Loadline.Kubernetes.Tests.Faults;

/// <summary>A process that leads, writes, and is frozen in the middle of it: what the server sees of it afterwards.</summary>
public sealed class LeaderFencingTests
{
    private const int Writes = 1_000;
    private static readonly ResourceType ConfigMaps = new("", "v1", "configmaps", "ConfigMap", true);

    [Fact]
    public void LE8_A_leader_that_is_frozen_amid_a_thousand_writes_writes_nothing_once_its_lease_may_have_passed_on()
    {
        var (finished, stopped) = (0, 0);
        Parallel.For(0, 200, seed =>
        {
            using var run = new Run(seed);
            run.Check();
            if (run.Sent == Writes) Interlocked.Increment(ref finished);
            else Interlocked.Increment(ref stopped);
        });
        // Both ends must have been seen, or the freezes were all too short or too long to prove anything.
        Assert.True(finished > 10 && stopped > 50, $"{finished} finished, {stopped} were stopped");
    }

    private sealed class Run : IDisposable
    {
        private readonly int _seed;
        private readonly Random _random;
        private readonly VirtualCluster _cluster = new();
        private readonly CancellationTokenSource _stop = new();
        private readonly LeaderElectionOptions _options = new();
        private LeaderElector? _first;
        private TimeSpan _renewed;
        private TimeSpan? _taken;
        private string? _violation;

        public Run(int seed)
        {
            _seed = seed;
            _random = new(seed);
        }

        /// <summary>Writes of the first leader that reached the server.</summary>
        public int Sent { get; private set; }

        public void Check()
        {
            var client = _cluster.Connect(Arrived, fence: () => _first!.Token!.ThrowIfExpired());
            _first = Elector("first");
            var first = _cluster.Loop.Start(() => _first.RunAsync((token, ct) => WriteAsync(client, token, ct), _stop.Token));
            Assert.True(_cluster.Loop.AdvanceUntil(() => Sent > 0, TimeSpan.FromSeconds(30)));
            var second = Elector("second");
            var other = _cluster.Loop.Start(() => second.RunAsync(
                async (_, ct) =>
                {
                    _taken = Now;
                    await Task.Delay(Timeout.InfiniteTimeSpan, _cluster.Time, ct);
                },
                _stop.Token));

            // The first process alone stops: its timers do not fire, time goes on, and the clock on its wall may be set meanwhile.
            _cluster.Loop.Advance(TimeSpan.FromSeconds(_random.NextDouble() * 30));
            _cluster.Time.ShiftWallClock(TimeSpan.FromHours(_random.Next(-2, 3)));
            _cluster.Time.Freeze(TimeSpan.FromSeconds(_random.NextDouble() * 40));
            _cluster.Loop.AdvanceUntil(() => _taken is not null || Sent == Writes, TimeSpan.FromMinutes(5));
            _cluster.Loop.Advance(TimeSpan.FromSeconds(60));
            _stop.Cancel();
            _cluster.Loop.Settle();
            _cluster.Loop.Advance(TimeSpan.FromSeconds(30));
            Assert.True(first.IsCompleted && other.IsCompleted);
            Assert.True(_violation is null, $"seed {_seed}: {_violation}");
        }

        public void Dispose()
        {
            _cluster.Dispose();
            _stop.Dispose();
        }

        private TimeSpan Now => TimeSpan.FromTicks(_cluster.Time.GetTimestamp());

        private LeaderElector Elector(string identity)
        {
            var transport = _cluster.Transport(request =>
            {
                // What is on its way counts from when it was sent: nobody else may take the lease sooner than its duration after this.
                if (identity == "first" && request.Method is "PUT" or "POST" or "PATCH") _renewed = Now;
                return null;
            });
            return new(new KubeLeaseLock(transport, "kube-system", "leader"), _options with { Identity = identity }, _cluster.Time, null, null, _random.NextDouble);
        }

        private RequestFault? Arrived(FaultTarget request)
        {
            if (request.Method != "POST") return null;
            Sent++;
            if (_taken is not null) _violation ??= $"a write at {Now}, after the lease was taken at {_taken}";
            if (Now - _renewed >= _options.LeaseDuration) _violation ??= $"a write {Now - _renewed} after the last renewal";
            // A refusal is tried again, and must ask again whether it may.
            return _random.Next(20) == 0 ? new() { Status = 429, RetryAfterSeconds = _random.Next(1, 6) } : null;
        }

        private async Task WriteAsync(KubeClient client, LeaderToken token, CancellationToken ct)
        {
            for (var i = 0; i < Writes && Sent < Writes; i++)
            {
                var json = Encoding.UTF8.GetBytes($$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"item-{{{i}}}"}}""");
                try
                {
                    await client.CreateAsync(ConfigMaps, "default", json, "test", ct);
                }
                catch (LeadershipLostException)
                {
                    return;
                }
                catch (StatusException e) when (e.Code == System.Net.HttpStatusCode.TooManyRequests)
                {
                    // Given up on; the next one is written.
                }

                await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(60)), _cluster.Time, CancellationToken.None);
                if (ct.IsCancellationRequested && !token.IsValid) return;
            }
        }
    }
}
