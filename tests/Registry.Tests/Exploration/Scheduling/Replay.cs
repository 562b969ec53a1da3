namespace Loadline.Registry.Exploration.Scheduling;

/// <summary>A recorded schedule again: thread numbers, and <c>+</c> or <c>-</c> for what was held back or not.</summary>
internal sealed class Replay(string trace) : IStrategy
{
    private int _at;

    public void Begin(int threads) => _at = 0;

    public int Next(ReadOnlySpan<int> enabled, bool canGoOn) => _at < trace.Length ? trace[_at++] - '0' : enabled[0];

    public bool Hold() => _at < trace.Length && trace[_at++] == '+';
}
