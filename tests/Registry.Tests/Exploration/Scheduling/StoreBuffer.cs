namespace Loadline.Registry.Exploration.Scheduling;

/// <summary>Stores of one thread that others do not see yet, in order, as a processor's store buffer holds them.</summary>
internal sealed class StoreBuffer
{
    private readonly List<(object Owner, int Index, object? Value, Action<object, int, object?> Perform)> _held = [];

    public bool IsEmpty => _held.Count == 0;

    public void Hold(object owner, int index, object? value, Action<object, int, object?> perform) => _held.Add((owner, index, value, perform));

    public void Drain()
    {
        foreach (var (owner, index, value, perform) in _held) perform(owner, index, value);
        _held.Clear();
    }

    public bool TryForward(object owner, int index, out object? value)
    {
        for (var i = _held.Count - 1; i >= 0; i--)
        {
            if (!ReferenceEquals(_held[i].Owner, owner) || _held[i].Index != index) continue;
            value = _held[i].Value;
            return true;
        }

        value = null;
        return false;
    }
}
