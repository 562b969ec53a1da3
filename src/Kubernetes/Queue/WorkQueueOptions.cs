namespace Loadline.Kubernetes.Queue;

/// <summary>How a <see cref="WorkQueue{TKey}"/> shares itself between the flows that its keys belong to, and how it backs off.</summary>
/// <typeparam name="TKey">Key.</typeparam>
public sealed record WorkQueueOptions<TKey>
{
    /// <summary>The flow of a key, for instance the cluster that the work is for; null: all keys are one flow.</summary>
    public Func<TKey, int>? FlowOf { get; init; }

    /// <summary>
    /// How many keys of a flow may be in work at once; null: no limit. Asked under the queue's lock whenever work of the flow begins or ends, so it must
    /// be cheap and must not call the queue. Keys beyond the limit wait without holding a worker, which is what keeps a cluster that does not answer
    /// from taking all workers.
    /// </summary>
    public Func<int, int>? FlowLimit { get; init; }

    /// <summary>Delay after a key's first failure; doubles with every further one up to <see cref="MaxBackoff"/> (WQ4).</summary>
    public TimeSpan BaseBackoff { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Longest delay after a failure.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(1000);

    /// <summary>Retries per second and flow on average, where keys have flows (WQ5).</summary>
    public double RetriesPerSecond { get; init; } = 100;

    /// <summary>Retries that a flow may have at once beyond the average.</summary>
    public int RetryBurst { get; init; } = 200;

    /// <summary>Delay in ticks after a number of failures before this one.</summary>
    internal long Backoff(int failures)
    {
        var (first, cap) = (BaseBackoff.Ticks, MaxBackoff.Ticks);
        return failures >= 40 || first > cap >> failures ? cap : first << failures;
    }
}
