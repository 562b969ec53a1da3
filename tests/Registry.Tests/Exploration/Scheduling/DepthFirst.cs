namespace Loadline.Registry.Exploration.Scheduling;

/// <summary>
/// Every schedule with at most so many deviations (a processor taken away, a store held back), one after the other. Few bugs need
/// more than two or three.
/// </summary>
internal sealed class DepthFirst(int deviations) : IStrategy
{
    private readonly List<(int Chosen, int Options)> _decisions = [];
    private int _at;
    private int _left;

    public void Begin(int threads)
    {
        _at = 0;
        _left = deviations;
    }

    public int Next(ReadOnlySpan<int> enabled, bool canGoOn)
    {
        if (enabled.Length == 1 || (canGoOn && _left == 0)) return enabled[0];
        var chosen = Decide(enabled.Length);
        if (canGoOn && chosen != 0) _left--;
        return enabled[chosen];
    }

    public bool Hold()
    {
        if (_left == 0 || Decide(2) == 0) return false;
        _left--;
        return true;
    }

    /// <summary>Goes to the next schedule; false when there is none.</summary>
    public bool Advance()
    {
        while (_decisions.Count > 0)
        {
            var (chosen, options) = _decisions[^1];
            _decisions.RemoveAt(_decisions.Count - 1);
            if (chosen + 1 >= options) continue;
            _decisions.Add((chosen + 1, options));
            return true;
        }

        return false;
    }

    private int Decide(int options)
    {
        if (_at == _decisions.Count) _decisions.Add((0, options));
        return _decisions[_at++].Chosen;
    }
}
