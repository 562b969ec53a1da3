using Loadline.Kubernetes.Models;

namespace Loadline.Kubernetes.Events;

/// <summary>EV2: one object that keeps having new things to say is cut short, others are not. Used by one loop.</summary>
internal sealed class EventLimiter(EventRecorderOptions options, TimeProvider time)
{
    private readonly LruCache<ObjectReference, Bucket> _buckets = new(options.CacheSize);

    public bool TryTake(ObjectReference regarding)
    {
        var now = time.GetTimestamp();
        var tokens = (double)options.Burst;
        if (_buckets.TryGet(regarding, out var bucket))
        {
            tokens = Math.Min(tokens, bucket.Tokens + (time.GetElapsedTime(bucket.At, now) / options.RefillPeriod));
        }

        var allowed = tokens >= 1;
        _buckets.Set(regarding, new Bucket(allowed ? tokens - 1 : tokens, now));
        return allowed;
    }

    private readonly record struct Bucket(double Tokens, long At);
}
