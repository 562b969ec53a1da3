namespace Loadline.Registry.Exploration.Mutants;

/// <summary>The defects that the checks must catch: the naive counters first, then every rule that the protocol rests on.</summary>
internal static class KnownMutants
{
    private const string TakenIn = """
                    if (!Access<TProbe>.Swap(ref words.Register, seen, new(seen.Clock, seen.Count + step.Delta, step))) continue;
                    Access<TProbe>.StoreStamp(step, seen.Clock);
                    return;
        """;

    public static IReadOnlyList<Mutant> All { get; } =
    [
        new("put, then count", "Map/ShardMap", "        Finish(state);\n        return state;", "        return state;"),
        new("count, then put", "Map/ShardMap",
            "        if (!Access<TProbe>.Swap(ref Place(_shards, shard), state, next)) return false;\n        Finish(next);",
            "        Finish(next);\n        if (!Access<TProbe>.Swap(ref Place(_shards, shard), state, next)) return false;"),
        new("an overwrite counts as an addition", "Map/ShardMap",
            "if (TryInstallValue(shard, state, state.WithValue(state.See<TProbe>(), position, value))) return false;",
            "if (TryInstall(shard, state, state.With(state.See<TProbe>(), key, value, (byte)hash))) return false;"),
        new("the removal of an absent key counts", "Map/ShardMap",
            "            if (position < 0)\n            {\n                value = default;\n                return false;\n            }\n\n            value = state.ValueAt<TProbe>(position);\n            if (TryInstall",
            "            if (position < 0)\n            {\n                value = default;\n                if (state.Count > 0) Fold<TProbe>.Finish(ref _words, state.Without(state.See<TProbe>(), 0));\n                return false;\n            }\n\n            value = state.ValueAt<TProbe>(position);\n            if (TryInstall"),
        new("whether a key is new is decided by a look-up of its own", "Map/ShardMap",
            "            var state = Load(shard);\n            if (state.Find(_hash, key, (byte)hash) >= 0) return false;\n            if (TryInstall(shard, state, state.With(state.See<TProbe>(), key, value, (byte)hash))) return true;",
            "            if (TryGet(key, out _)) return false;\n            Set(key, value);\n            return true;"),
        new("the size is summed shard by shard", "Map/ShardMap", "get => Access<TProbe>.Load(ref _words.Register).Count;",
            "get { var sum = 0; for (var i = 0; i < _shards.Length; i++) sum += Load(i).Count; return sum; }"),
        new("the size is not swapped but stored", "Map/Fold", TakenIn.Trim(), TakenIn.Trim().Replace(
            "if (!Access<TProbe>.Swap(ref words.Register, seen, new(seen.Clock, seen.Count + step.Delta, step))) continue;",
            "TProbe.BeforeAtomic(); Volatile.Write(ref words.Register, new(seen.Clock, seen.Count + step.Delta, step));", StringComparison.Ordinal)),
        new("a shard is not swapped but stored", "Map/ShardMap",
            "        if (!Access<TProbe>.Swap(ref Place(_shards, shard), state, next)) return false;\n        Finish(next);",
            "        TProbe.BeforeAtomic(); Volatile.Write(ref Place(_shards, shard), next);\n        Finish(next);"),
        new("a snapshot is one pass", "Map/ShardMap", "                state = History<TKey, TValue, TProbe>.At(state, instant.Clock);", ""),
        new("stamped first, counted later", "Map/Fold", "        if (step.Delta != 0) TakeIn(ref words, step);\n",
            "        if (step.Delta != 0)\n        {\n            var early = Access<TProbe>.Load(ref words.Register).Clock;\n            if (!Access<TProbe>.Swap(ref step.Stamp, 0, early)) return;\n            while (true) { var g = Access<TProbe>.Load(ref words.Register); if (Access<TProbe>.Swap(ref words.Register, g, new(g.Clock, g.Count + step.Delta, null))) return; }\n        }\n"),
        new("the register's change is not stamped before the register is replaced", "Map/Fold",
            "            Settle(seen);\n\n            // A register", "            // A register"),
        new("the clock advances past an unstamped change", "Map/Fold", "            Settle(seen);\n            clocks.Announce", "            clocks.Announce"),
        new("a helper does not look whether the change was taken in", "Map/Fold", "            if (Access<TProbe>.LoadStamp(step) != 0) return;\n", ""),
        new("the stamp of a counted change is read anew", "Map/Fold", "            Access<TProbe>.StoreStamp(step, seen.Clock);\n            return;",
            "            Access<TProbe>.StoreStamp(step, Access<TProbe>.Load(ref words.Register).Clock);\n            return;"),
        new("the clock stands still", "Map/Fold", "new(seen.Clock + 1, seen.Count, null)", "new(seen.Clock, seen.Count, null)"),
        new("the newest snapshot is returned although something changed", "Map/ShardMap",
            "            if (!IsInPlace(shards, states, i)) return Collect(newest);", "            if (i == 0 && !IsInPlace(shards, states, i)) return Collect(newest);"),
        new("versions are dropped before the stamp is fixed", "Map/ShardMap",
            "        Fold<TProbe>.Stamp(ref _words, next);\n        History<TKey, TValue, TProbe>.Trim(ref _words, _clocks, next);",
            "        History<TKey, TValue, TProbe>.Trim(ref _words, _clocks, next);\n        Fold<TProbe>.Stamp(ref _words, next);"),
        new("versions are dropped whoever collects", "Map/History", "if (Access<TProbe>.Load(ref words.Collectors) == 0)", "if (true)"),
        new("unannounced collectors are forgotten", "Map/SnapshotClocks", "        if (Access<TProbe>.Load(ref words.Unannounced) != 0) return -1;\n", "")
            { Where = "more snapshots than can announce their clock" },
        new("the clock is announced after it was taken", "Map/Fold",
            "            clocks.Announce(place, seen.Clock);\n            if (Access<TProbe>.Swap(ref words.Register, seen, new(seen.Clock + 1, seen.Count, null))) return seen;",
            "            if (!Access<TProbe>.Swap(ref words.Register, seen, new(seen.Clock + 1, seen.Count, null))) continue;\n            clocks.Announce(place, seen.Clock);\n            return seen;"),
        new("a value's stamp is a plain store", "Map/Fold", "        Access<TProbe>.Swap(ref step.Stamp, 0, clock);",
            "        if (Access<TProbe>.LoadStamp(step) == 0) Access<TProbe>.StoreStamp(step, clock);") { OnlyOnWeakMemory = true },
        new("a snapshot shows the array without what is beside it", "Map/ShardMap", "state.Flatten<TProbe>();", "state.See<TProbe>().Array;"),
        new("the overlay is cleared before the array needs none", "Map/ShardState",
            "        StoreValues<TProbe>(values);\n        StoreHeld<TProbe>(0);", "        StoreHeld<TProbe>(0);\n        StoreValues<TProbe>(values);"),
        new("the array is read before the overlay", "Map/ShardState",
            "        var held = LoadHeld<TProbe>();\n        return Overlay.Holds(held, position) ? Beside(new(held, _positions), position) : LoadValues<TProbe>()[position];",
            "        var array = LoadValues<TProbe>();\n        var held = LoadHeld<TProbe>();\n        return Overlay.Holds(held, position) ? Beside(new(held, _positions), position) : array[position];"),
        new("the next state is made from an array read before the overlay", "Map/ShardState",
            "        var held = LoadHeld<TProbe>();\n        return new(LoadValues<TProbe>(), new(held, _positions));",
            "        var array = LoadValues<TProbe>();\n        return new(array, new(LoadHeld<TProbe>(), _positions));"),
        new("a removal takes over an array that holds the removed value", "Map/ShardState", "seen.Array.Length <= count && ", ""),
        new("a cell is read without a second look", "Cells/CellAccess",
            "if (seen.ShowsSame(Load(owner, ref word))) return seen.Version;", "return seen.Version;"),
        new("a cell is published before it is filled", "Cells/CellAccess",
            "        TProbe.Copy(ref slots[slot], in value);\n        while (true)\n        {\n            var seen = Load(owner, ref word);\n            if (TrySwap(ref word, seen, seen.Publish(slot))) return;\n        }",
            "        while (true)\n        {\n            var seen = Load(owner, ref word);\n            if (TrySwap(ref word, seen, seen.Publish(slot))) break;\n        }\n\n        TProbe.Copy(ref slots[slot], in value);"),
        new("a writer of a cell claims nothing", "Cells/CellAccess", "TrySwap(ref word, seen, seen.Claim(slot))", "true"),
        new("a cell's version stands still", "Cells/CellWord", "((Version + 1) << VersionShift)", "(Version << VersionShift)"),
        new("no barrier between a cell's copy and the second look", "Cells/CellAccess", "            TProbe.ReadBarrier();\n", "")
            { OnlyOnWeakMemory = true },
        new("a slot's tag stands still", "Prealloc/SlotWord", "(((Tag + 1) & TagMask) << 3)", "(1 << 3)"),
        new("a slot is read without a second look", "Prealloc/SlotTable", "            if (Load(ref slot.Word) == seen) return true;", "            return true;"),
        new("a slot's change is counted and not settled", "Prealloc/SlotTable", "            SettleLast(size);\n", ""),
        new("writers of one key do not wait for it", "Prealloc/SlotTable", "                if (!writes) break;\n                Wait(ref wait);", "                break;"),
    ];
}
