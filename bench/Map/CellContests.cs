using System.Collections.Concurrent;
using Loadline.Registry.Cells;
using Loadline.Registry.Prealloc;

namespace Loadline.Bench.Map;

/// <summary>Telemetry in cells against telemetry as a struct in a dictionary, and the preallocated map against a presized one.</summary>
internal sealed class CellContests
{
    private readonly Fleet _fleet;
    private readonly StatusCell<Load>[] _cells;
    private readonly ConcurrentDictionary<string, Load> _theirs = new();
    private readonly PreallocMap<string, long> _prealloc;
    private readonly ConcurrentDictionary<string, long> _presized;

    public CellContests(Fleet fleet)
    {
        _fleet = fleet;
        _cells = [.. fleet.Keys.Select(static _ => new StatusCell<Load>())];
        foreach (var key in fleet.Keys) _theirs[key] = default;
        _prealloc = new(fleet.Keys.Length);
        _presized = new(1, fleet.Keys.Length);
    }

    public int OurUpdates()
    {
        for (var i = 0; i < _cells.Length; i++) _cells[i].Write(new(i, 2, 3, 4));
        return _cells.Length;
    }

    public int TheirUpdates()
    {
        for (var i = 0; i < _fleet.Keys.Length; i++) _theirs[_fleet.Keys[i]] = new(i, 2, 3, 4);
        return _fleet.Keys.Length;
    }

    public int OurChurn()
    {
        foreach (var key in _fleet.Keys)
        {
            _prealloc.TryAdd(key, 1);
            _prealloc.TryRemove(key);
        }

        return _fleet.Keys.Length;
    }

    public int TheirChurn()
    {
        foreach (var key in _fleet.Keys)
        {
            _presized.TryAdd(key, 1);
            _presized.TryRemove(key, out _);
        }

        return _fleet.Keys.Length;
    }

    private readonly record struct Load(double Cpu, double Memory, double Rtt, long Time);
}
