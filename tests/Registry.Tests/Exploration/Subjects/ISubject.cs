using Loadline.Registry.Exploration.Checking;

namespace Loadline.Registry.Exploration.Subjects;

/// <summary>Lock-free code under exploration, as calls on a map of eight keys.</summary>
public interface ISubject
{
    long Invoke(Op op);

    /// <summary>The keys that one step of a batch covers: one byte of ones for each.</summary>
    ulong ShardOf(int key);

    /// <summary>The word whose loads may be performed early; null when none is explored so.</summary>
    Func<long>? WatchedWord { get; }
}
