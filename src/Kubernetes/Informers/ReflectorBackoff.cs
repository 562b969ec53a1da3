namespace Loadline.Kubernetes.Informers;

/// <summary>Delays between attempts of a reflector: 0.8 s doubling to 30 s, stretched by up to 2×, reset after two calm minutes (RF10).</summary>
internal sealed class ReflectorBackoff(TimeProvider time, Random random)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan Cap = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Calm = TimeSpan.FromMinutes(2);

    private TimeSpan _next = First;
    private long _last;

    public TimeSpan Next()
    {
        var now = time.GetTimestamp();
        if (_last != 0 && time.GetElapsedTime(_last, now) > Calm) _next = First;
        _last = now;
        var delay = _next;
        _next = delay * 2 < Cap ? delay * 2 : Cap;
        return delay * (1 + random.NextDouble());
    }
}
