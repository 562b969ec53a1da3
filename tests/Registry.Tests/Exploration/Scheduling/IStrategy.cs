namespace Loadline.Registry.Exploration.Scheduling;

/// <summary>Decides who runs next.</summary>
internal interface IStrategy
{
    /// <summary>Begins one run.</summary>
    void Begin(int threads);

    /// <summary>One of the threads that can run.</summary>
    /// <param name="enabled">Threads that can run; when the running one can go on, it is the first.</param>
    /// <param name="canGoOn">Whether the first is the running thread: another choice takes the processor away from it.</param>
    int Next(ReadOnlySpan<int> enabled, bool canGoOn);

    /// <summary>Whether a store is held back, or a load performed early.</summary>
    bool Hold();
}
