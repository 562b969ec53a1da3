namespace Loadline.Registry.Exploration.Scheduling;

/// <summary>The values that one watched word has had: what a load that was performed early may have returned.</summary>
internal sealed class WordHistory
{
    private readonly List<(int At, long Value)> _values = [];
    private Func<long>? _read;

    public int Now { get; private set; }

    public void Watch(Func<long>? read)
    {
        _read = read;
        _values.Clear();
        Now = 0;
        Sample();
    }

    public void Sample()
    {
        Now++;
        if (_read?.Invoke() is { } value && (_values.Count == 0 || _values[^1].Value != value)) _values.Add((Now, value));
    }

    /// <summary>One of the values that the word had since <paramref name="floor"/>.</summary>
    public long Choose(long current, int floor, Scheduler scheduler, out int at)
    {
        at = Now;
        var newest = _values.Count - 1;
        for (var i = newest; i > 0 && _values[i].At > floor; i--)
        {
            if (!scheduler.DecideToHold()) break;
            at = Math.Max(_values[i - 1].At, floor);
            current = _values[i - 1].Value;
        }

        return current;
    }
}
