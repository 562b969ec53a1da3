using System.Threading.Channels;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Controllers;

/// <summary>Feeds the changes of a store to controllers, after they are committed and outside the store's lock.</summary>
internal sealed class ControllerLoop
{
    private readonly Channel<StoreEvent> _changes = Channel.CreateUnbounded<StoreEvent>(new UnboundedChannelOptions { SingleReader = true });
    private readonly IReadOnlyList<IController> _controllers;

    /// <summary>Takes note of changes from now on.</summary>
    public ControllerLoop(ObjectStore store, IReadOnlyList<IController> controllers)
    {
        _controllers = controllers;
        store.Committed += change => _changes.Writer.TryWrite(change);
    }

    /// <summary>Runs until <paramref name="stopping"/>.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            await foreach (var change in _changes.Reader.ReadAllAsync(stopping))
            {
                foreach (var controller in _controllers) controller.Handle(change);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The server stops.
        }
    }
}
