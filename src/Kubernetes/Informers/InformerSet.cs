using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Hosting;
using Microsoft.Extensions.Logging;

namespace Loadline.Kubernetes.Informers;

/// <summary>
/// The informers of one API server: one watch for each target however many use it, from the first that asks until the last that lets go (ST10). A wider target
/// never serves a narrower one: what a user does not ask for it does not see.
/// </summary>
/// <param name="client">API server.</param>
/// <param name="time">Clock.</param>
/// <param name="random">Source of jitter.</param>
/// <param name="logger">Log.</param>
/// <param name="watchList">Whether the server streams lists; shared by all that talk to it.</param>
public sealed class InformerSet(KubeClient client, TimeProvider time, Random random, ILogger logger, WatchListSupport watchList) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ReflectorTarget, Shared> _informers = [];
    private bool _closed;

    /// <summary>Targets that are watched.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _informers.Count;
        }
    }

    /// <summary>A share of the informer of a target; starts it when it is the first.</summary>
    /// <exception cref="ObjectDisposedException">The set was disposed of.</exception>
    public Informer Get(ReflectorTarget target)
    {
        ArgumentNullException.ThrowIfNull(target);
        Shared shared;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (!_informers.TryGetValue(target, out shared!))
            {
                var store = new ObjectStore();
                _informers[target] = shared = new(store, new(client, target, store, watchList, time, random, logger));
                shared.Start(target, time, random, logger);
            }

            shared.Users++;
        }

        return new(shared.Store, shared.Reflector, () => Release(target, shared));
    }

    /// <summary>Ends all watches.</summary>
    public void Dispose()
    {
        List<Shared> all;
        lock (_gate)
        {
            _closed = true;
            all = [.. _informers.Values];
            _informers.Clear();
        }

        foreach (var shared in all) shared.Dispose();
    }

    private void Release(ReflectorTarget target, Shared shared)
    {
        lock (_gate)
        {
            if (--shared.Users > 0 || !_informers.TryGetValue(target, out var present) || present != shared) return;
            _informers.Remove(target);
        }

        shared.Dispose();
    }

    private sealed class Shared(ObjectStore store, Reflector reflector) : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();

        public ObjectStore Store { get; } = store;

        public Reflector Reflector { get; } = reflector;

        public int Users { get; set; }

        public void Start(ReflectorTarget target, TimeProvider time, Random random, ILogger logger)
        {
            _ = SupervisedLoop.RunAsync($"watch of {target.Resource}", Reflector.RunAsync, time, logger, _stop.Token);
            _ = Resync.RunAsync(Store, Resync.DefaultInterval, time, random, _stop.Token);
        }

        public void Dispose()
        {
            _stop.Cancel();
            _stop.Dispose();
        }
    }
}
