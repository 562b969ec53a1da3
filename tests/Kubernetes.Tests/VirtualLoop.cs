namespace Loadline.Kubernetes.Tests;

/// <summary>
/// Runs asynchronous code in virtual time on the test's own thread: code that is started by <see cref="Start"/> continues only
/// inside <see cref="Settle"/>, so the clock never runs ahead of it and every run takes the same steps.
/// </summary>
internal sealed class VirtualLoop(ManualTimeProvider time) : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _ready = new();

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_ready)
        {
            _ready.Enqueue((d, state));
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Calls <paramref name="start"/> so that everything it awaits continues on this loop.</summary>
    public T Start<T>(Func<T> start)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        try
        {
            return start();
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    /// <summary>Runs everything that can run without time passing.</summary>
    public void Settle() => Start(() =>
    {
        while (TryTake(out var next))
        {
            next.Callback(next.State);
        }

        return 0;
    });

    /// <summary>Lets time pass; between any two timers everything that can run has run.</summary>
    public void Advance(TimeSpan by) => AdvanceUntil(static () => false, by);

    /// <summary>Lets time pass until <paramref name="done"/>, or until <paramref name="limit"/> has passed; returns whether it was done.</summary>
    public bool AdvanceUntil(Func<bool> done, TimeSpan limit)
    {
        var left = limit;
        while (true)
        {
            Settle();
            if (done())
            {
                return true;
            }

            if (left <= TimeSpan.Zero)
            {
                return false;
            }

            var step = time.NextDue is { } due && due < left ? due : left;
            Start(() =>
            {
                time.Advance(step);
                return 0;
            });
            left -= step;
        }
    }

    private bool TryTake(out (SendOrPostCallback Callback, object? State) next)
    {
        lock (_ready)
        {
            return _ready.TryDequeue(out next);
        }
    }
}
