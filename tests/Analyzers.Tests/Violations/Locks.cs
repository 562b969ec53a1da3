using System.Threading;
using System.Threading.Tasks;
using Loadline.Registry.Map;

[assembly: LockFree]

internal sealed class Locks
{
    private readonly object _gate = new();
    private readonly Lock _lock = new(); // LL1004
    private readonly SemaphoreSlim _semaphore = new(1); // LL1004
    private int _value;

    public void Locked()
    {
        lock (_gate) _value++; // LL1004
    }

    public void Entered() => Monitor.Enter(_gate); // LL1004

    public void Scoped()
    {
        using (_lock.EnterScope()) _value++; // LL1004
    }

    public void Waits() => _semaphore.Wait(); // LL1004

    public void Blocks(Task task) => task.Wait(); // LL1004

    public void Sleeps() => Thread.Sleep(1); // LL1004

    public int Swaps() => Interlocked.Increment(ref _value);

    public void Spins() => default(SpinWait).SpinOnce();
}
