namespace Loadline.Registry.Exploration.Scheduling;

/// <summary>
/// What a probe calls: passes on to the worker of the current thread, and does nothing on threads that are not explored. It is static
/// because probes are; the worker is the thread's own.
/// </summary>
public static class Baton
{
    [ThreadStatic]
    private static Worker? _worker;

    public static bool DelaysStores => _worker?.Scheduler.WeakMemory ?? false;

    public static void BeforeAccess() => _worker?.Step();

    public static void BeforeAtomic()
    {
        if (_worker is not { } worker) return;
        worker.Stores.Drain();
        worker.Step();
        worker.Fence();
    }

    public static void BeforeWait() => _worker?.StepAside();

    public static void ReadBarrier() => _worker?.Fence();

    public static void Store(object owner, int index, object? value, Action<object, int, object?> perform)
    {
        if (_worker is not { } worker)
        {
            perform(owner, index, value);
            return;
        }

        if (worker.Stores.IsEmpty && !worker.Scheduler.DecideToHold()) perform(owner, index, value);
        else worker.Stores.Hold(owner, index, value, perform);
    }

    public static bool TryForward(object owner, int index, out object? value)
    {
        value = null;
        return _worker is { } worker && worker.Stores.TryForward(owner, index, out value);
    }

    public static long Observe(long current) => _worker is { Scheduler.WeakMemory: true } worker ? worker.Observe(current) : current;

    internal static void Enter(Worker worker) => _worker = worker;
}
