using System.Text;

namespace Loadline.Registry.Exploration.Scheduling;

/// <summary>
/// Runs programs on threads of which exactly one is awake, and lets a strategy decide before every access to shared memory which one
/// that is. The same decisions give the same run.
/// </summary>
internal sealed class Scheduler : IDisposable
{
    private const int MostSteps = 20_000;

    private readonly Worker[] _workers;
    private readonly SemaphoreSlim _done = new(0);
    private readonly StringBuilder _trace = new();
    private readonly int[] _enabled;
    private IStrategy _strategy = new Replay("");
    private Stall? _stall;
    private bool _stalled;
    private int _threads;
    private int _steps;

    public Scheduler(int threads)
    {
        _workers = new Worker[threads];
        _enabled = new int[threads];
        for (var i = 0; i < threads; i++) _workers[i] = new(this, i);
    }

    /// <summary>Whether stores are held back and loads performed early where the memory model allows it.</summary>
    public bool WeakMemory { get; set; }

    public WordHistory Words { get; } = new();

    /// <summary>Grows with every event; orders calls and returns.</summary>
    public int Clock { get; private set; }

    /// <summary>What a program threw, or why the run was given up.</summary>
    public string? Failure { get; private set; }

    /// <summary>Whether the thread that was to stall did.</summary>
    public bool Stalled { get; private set; }

    /// <summary>Steps of all threads in the last run.</summary>
    public int Steps => _steps;

    /// <summary>The decisions of the last run, for <see cref="Replay"/>.</summary>
    public string Trace => _trace.ToString();

    public void Run(ReadOnlySpan<Action> programs, IStrategy strategy, Stall? stall = null)
    {
        _strategy = strategy;
        _stall = stall;
        _stalled = Stalled = false;
        _threads = programs.Length;
        _steps = Clock = 0;
        _trace.Clear();
        Failure = null;
        strategy.Begin(_threads);
        for (var i = 0; i < _threads; i++) _workers[i].Prepare(programs[i]);
        Hand();
        _done.Wait();
    }

    public int Tick() => Clock++;

    public void AtStep(Worker worker)
    {
        GiveUpWhenEndless();
        Words.Sample();
        if (_stall is { } stall && stall.Thread == worker.Id && stall.Step == worker.Steps && OthersRun(worker.Id))
        {
            _stalled = Stalled = true;
            Switch(worker, Pick(-1));
            return;
        }

        var next = Pick(worker.Id);
        if (next != worker.Id) Switch(worker, next);
    }

    public void AtWait(Worker worker)
    {
        GiveUpWhenEndless();
        if (!OthersRun(worker.Id)) throw new InvalidOperationException("a thread waits for one that is stopped");
        Switch(worker, Pick(-1, worker.Id));
    }

    public void AtEnd() => Hand();

    /// <summary>Runs a program and keeps what it throws: the code under exploration may be wrong in any way.</summary>
    public void Guard(Action program)
    {
        try
        {
            program();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            Failure ??= $"{error.GetType().Name}: {error.Message}";
        }
    }

    public bool DecideToHold()
    {
        var hold = WeakMemory && _strategy.Hold();
        if (WeakMemory) _trace.Append(hold ? '+' : '-');
        return hold;
    }

    public void Dispose()
    {
        foreach (var worker in _workers) worker.Dispose();
        _done.Dispose();
    }

    private void Hand()
    {
        var next = Pick(-1);
        if (next >= 0) _workers[next].Resume();
        else _done.Release();
    }

    private void Switch(Worker from, int to)
    {
        _workers[to].Resume();
        from.Pause();
    }

    private int Pick(int running, int except = -1)
    {
        var count = 0;
        if (running >= 0) _enabled[count++] = running;
        for (var i = 0; i < _threads; i++)
        {
            if (i != running && i != except && !_workers[i].Finished && !IsStalled(i)) _enabled[count++] = i;
        }

        if (count == 0)
        {
            // Everybody else got through: that is what was to be shown. Now the stopped one may finish, too.
            if (!_stalled) return -1;
            _stalled = false;
            _stall = null;
            return Pick(running, except);
        }

        var next = count == 1 ? _enabled[0] : _strategy.Next(_enabled.AsSpan(0, count), running >= 0);
        if (count > 1) _trace.Append((char)('0' + next));
        return next;
    }

    private bool OthersRun(int id)
    {
        for (var i = 0; i < _threads; i++)
        {
            if (i != id && !_workers[i].Finished && !IsStalled(i)) return true;
        }

        return false;
    }

    private bool IsStalled(int id) => _stalled && _stall?.Thread == id;

    private void GiveUpWhenEndless()
    {
        if (++_steps > MostSteps) throw new InvalidOperationException("no end in sight: threads wait for each other");
    }
}
