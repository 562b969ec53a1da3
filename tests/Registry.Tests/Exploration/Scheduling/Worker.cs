namespace Loadline.Registry.Exploration.Scheduling;

/// <summary>A thread that runs only while it has the baton.</summary>
internal sealed class Worker : IDisposable
{
    private readonly SemaphoreSlim _baton = new(0);
    private readonly Thread _thread;
    private Action? _program;
    private int _floor;
    private volatile bool _disposed;

    public Worker(Scheduler scheduler, int id)
    {
        Scheduler = scheduler;
        Id = id;
        _thread = new(Loop) { IsBackground = true, Name = $"explored {id}" };
        _thread.Start();
    }

    public Scheduler Scheduler { get; }

    public int Id { get; }

    public StoreBuffer Stores { get; } = new();

    public bool Finished { get; private set; } = true;

    /// <summary>Steps that this thread has made in this run.</summary>
    public int Steps { get; private set; }

    public void Prepare(Action program)
    {
        _program = program;
        _floor = 0;
        Steps = 0;
        Finished = false;
    }

    public void Resume() => _baton.Release();

    public void Pause() => _baton.Wait();

    public void Step()
    {
        Steps++;
        Scheduler.AtStep(this);
    }

    public void StepAside()
    {
        Steps++;
        Stores.Drain();
        Scheduler.AtWait(this);
    }

    /// <summary>Loads after this see nothing older than now.</summary>
    public void Fence() => _floor = Scheduler.Words.Now;

    /// <summary>An acquiring load of the watched word: may have been performed early, as far back as the last load that it may not pass.</summary>
    public long Observe(long current)
    {
        Scheduler.Words.Sample();
        var value = Scheduler.Words.Choose(current, _floor, Scheduler, out var at);
        _floor = at;
        return value;
    }

    public void Dispose()
    {
        _disposed = true;
        _baton.Release();
        _thread.Join();
        _baton.Dispose();
    }

    private void Loop()
    {
        Baton.Enter(this);
        while (true)
        {
            Pause();
            if (_disposed) return;
            Scheduler.Guard(_program!);
            Stores.Drain();
            Finished = true;
            Scheduler.AtEnd();
        }
    }
}
