using System.Diagnostics.CodeAnalysis;

namespace Loadline.Bench.Map;

/// <summary>The usual alternative: a dictionary behind a reader-writer lock.</summary>
internal sealed class LockedMap(IEnumerable<KeyValuePair<string, Value>> entries) : IDisposable
{
    private readonly Dictionary<string, Value> _map = new(entries);
    private readonly ReaderWriterLockSlim _lock = new();

    public bool TryGet(string key, [NotNullWhen(true)] out Value? value)
    {
        _lock.EnterReadLock();
        try
        {
            return _map.TryGetValue(key, out value);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    public void Set(string key, Value value)
    {
        _lock.EnterWriteLock();
        try
        {
            _map[key] = value;
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    public void Dispose() => _lock.Dispose();
}
