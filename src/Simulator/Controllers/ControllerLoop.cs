using System.Threading.Channels;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Controllers;

/// <summary>
/// Feeds the changes of a store to controllers, after they are committed and outside the store's lock, and calls them back when time has passed.
/// </summary>
internal sealed class ControllerLoop
{
    private readonly Channel<StoreEvent> _changes = Channel.CreateUnbounded<StoreEvent>(new UnboundedChannelOptions { SingleReader = true });
    private readonly PriorityQueue<Action, DateTimeOffset> _later = new();
    private readonly TimeProvider _time;
    private Task<bool>? _change;

    /// <summary>Takes note of changes from now on.</summary>
    public ControllerLoop(ObjectStore store, TimeProvider time)
    {
        _time = time;
        store.Committed += change => _changes.Writer.TryWrite(change);
    }

    /// <summary>Runs <paramref name="action"/> after <paramref name="delay"/>, on the loop; only to be called from it.</summary>
    public void After(TimeSpan delay, Action action) => _later.Enqueue(action, _time.GetUtcNow() + delay);

    /// <summary>Runs until <paramref name="stopping"/>.</summary>
    public async Task RunAsync(IReadOnlyList<IController> controllers, CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                Settle(controllers);
                await WaitAsync(stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    /// <summary>Lets controllers act on everything that has happened, and on what they do about it. Not while <see cref="RunAsync"/> runs.</summary>
    public void Settle(IReadOnlyList<IController> controllers)
    {
        do
        {
            while (_later.TryPeek(out _, out var due) && due <= _time.GetUtcNow()) _later.Dequeue()();
            while (_changes.Reader.TryRead(out var change))
            {
                foreach (var controller in controllers) controller.Handle(change);
            }
            foreach (var controller in controllers) controller.Settle();
        }
        while (_changes.Reader.TryPeek(out _));
    }

    private async Task WaitAsync(CancellationToken stopping)
    {
        // One wait at a time: a wait that something due has cut short goes on for the next turn.
        if (_change is not { IsCompleted: false }) _change = _changes.Reader.WaitToReadAsync(stopping).AsTask();
        if (!_later.TryPeek(out _, out var due))
        {
            await _change;
            return;
        }
        var left = due - _time.GetUtcNow();
        if (left <= TimeSpan.Zero) return;
        try
        {
            await _change.WaitAsync(left, _time, stopping);
        }
        catch (TimeoutException)
        {
            // Something is due.
        }
    }
}
