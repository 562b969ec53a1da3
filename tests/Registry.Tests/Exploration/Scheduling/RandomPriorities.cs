namespace Loadline.Registry.Exploration.Scheduling;

/// <summary>
/// Random schedules of a known depth: threads have random priorities, the highest that can run runs, and at a few random steps the
/// running one falls to the bottom. A bug that needs d such steps is met with a probability that does not vanish with the length.
/// </summary>
internal sealed class RandomPriorities(int seed, int depth, int length) : IStrategy
{
    private readonly Random _random = new(seed);
    private readonly HashSet<int> _falls = [];
    private int[] _priorities = [];
    private int _step;
    private int _bottom;

    public void Begin(int threads)
    {
        _priorities = [.. Enumerable.Range(1, threads)];
        _random.Shuffle(_priorities);
        _falls.Clear();
        for (var i = 0; i < depth; i++) _falls.Add(_random.Next(length));
        _step = 0;
        _bottom = 0;
    }

    public int Next(ReadOnlySpan<int> enabled, bool canGoOn)
    {
        if (_falls.Contains(_step++) && canGoOn) _priorities[enabled[0]] = --_bottom;
        var best = enabled[0];
        foreach (var thread in enabled)
        {
            if (_priorities[thread] > _priorities[best]) best = thread;
        }

        return best;
    }

    public bool Hold() => _random.Next(4) == 0;
}
