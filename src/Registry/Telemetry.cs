using Loadline.Registry.Cells;
using Loadline.Registry.Map;

namespace Loadline.Registry;

/// <summary>The telemetry of one member: written by every heartbeat without allocation, turned into an object when somebody reads it.</summary>
internal sealed class Telemetry
{
    private readonly StatusCell<SignalValues> _cell = new();

    [AtomicOnly]
    private View _view = new(0, MemberSignals.None);

    /// <returns>False when these are the values that are there already.</returns>
    public bool Write(in SignalValues values)
    {
        var version = _cell.Read(out var known);
        if (version == 0 ? values == SignalValues.Of(MemberSignals.None) : values == known) return false;
        _cell.Write(values);
        return true;
    }

    /// <summary>The newest signals; the same object until they change.</summary>
    public MemberSignals Read()
    {
        var view = Volatile.Read(ref _view);
        if (view.Version == _cell.Version) return view.Signals;
        var version = _cell.Read(out var values);
        var next = new View(version, values.ToSignals());
        if (next.Version > view.Version) Interlocked.CompareExchange(ref _view, next, view);
        return next.Signals;
    }

    [Published]
    private sealed record View(long Version, MemberSignals Signals);
}
