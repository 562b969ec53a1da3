using Loadline.Registry.Exploration.Checking;
using Loadline.Registry.Map;

namespace Loadline.Registry.Exploration.Subjects;

/// <summary>The sharded map. Key k lies in shard k modulo the number of shards, and all keys of a shard have one tag.</summary>
internal sealed class MapSubject : ISubject
{
    private const long Torn = -1;

    private readonly ShardMap<int, Value, ExploringProbe> _map;
    private readonly Value[,] _values = new Value[8, 256];
    private readonly int _shards;

    public MapSubject(int shards, ulong initial, int places)
    {
        _shards = shards;
        _map = new(shards, new ChosenHashes(shards), 1, places);
        for (var key = 0; key < 8; key++)
        {
            if ((int)((initial >> (key * 8)) & 0xFF) is not 0 and var value) _map.Set(key, ValueOf(key, value));
        }
    }

    public Func<long>? WatchedWord => null;

    public long Invoke(Op op) => op.Kind switch
    {
        OpKind.Get => _map.TryGet(op.Key, out var value) ? value.Number : 0,
        OpKind.Set => _map.Set(op.Key, ValueOf(op.Key, op.Value)) ? 1 : 0,
        OpKind.Add => _map.TryAdd(op.Key, ValueOf(op.Key, op.Value)) ? 1 : 0,
        OpKind.Update => _map.TryUpdate(op.Key, ValueOf(op.Key, op.Expected), ValueOf(op.Key, op.Value)) ? 1 : 0,
        OpKind.Remove => _map.TryRemove(op.Key, out _) ? 1 : 0,
        OpKind.Count => _map.Count,
        OpKind.Snapshot => Content(_map.TakeSnapshot()),
        OpKind.AddBatch => _map.AddToShard(Batch(op.Content), _map.ShardOf(op.Key)),
        OpKind.ReplaceShard => Total(_map.ReplaceShard(Batch(op.Content), _map.ShardOf(op.Key))),
        OpKind.ClearShard => _map.ClearShard(_map.ShardOf(op.Key)),
        _ => throw new ArgumentOutOfRangeException(nameof(op), op.Kind, "unknown"),
    };

    public ulong ShardOf(int key)
    {
        var keys = 0UL;
        for (var other = key % _shards; other < 8; other += _shards) keys |= 0xFFUL << (other * 8);
        return keys;
    }

    private static long Total(MapChange change) => change.Added + change.Removed + change.Updated;

    private static long Content(MapSnapshot<int, Value> snapshot)
    {
        var content = 0UL;
        for (var shard = 0; shard < snapshot.ShardCount; shard++)
        {
            for (var i = 0; i < snapshot.Keys(shard).Length; i++) content |= (ulong)snapshot.Values(shard)[i].Number << (snapshot.Keys(shard)[i] * 8);
        }

        return snapshot.Count == MapModel.Size(content) ? (long)content : Torn;
    }

    private ShardBatch<int, Value> Batch(ulong content)
    {
        var entries = new List<KeyValuePair<int, Value>>();
        for (var key = 0; key < 8; key++)
        {
            if ((int)((content >> (key * 8)) & 0xFF) is not 0 and var value) entries.Add(new(key, ValueOf(key, value)));
        }

        return _map.Batch(entries.ToArray());
    }

    // One object for each key and number, so that "still this very object" means "still this number".
    private Value ValueOf(int key, int number) => _values[key, number] ??= new(number);

    private sealed record Value(int Number);

    private sealed class ChosenHashes : IEqualityComparer<int>
    {
        private static readonly Dictionary<int, int[]> Known = [];

        private readonly int[] _hashes;

        public ChosenHashes(int shards)
        {
            lock (Known)
            {
                if (!Known.TryGetValue(shards, out var hashes)) Known[shards] = hashes = Choose(shards);
                _hashes = hashes;
            }
        }

        public bool Equals(int x, int y) => x == y;

        public int GetHashCode(int key) => _hashes[key % _hashes.Length];

        // One hash for each shard: keys of one shard collide in every bit.
        private static int[] Choose(int shards)
        {
            var map = new ShardMap<int, Value, NoProbe>(shards, null, 1);
            var hashes = new int[shards];
            for (var shard = 0; shard < shards; shard++)
            {
                while (map.ShardOf(hashes[shard]) != shard) hashes[shard]++;
            }

            return hashes;
        }
    }
}
