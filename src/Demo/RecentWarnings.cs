using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Loadline.Demo;

/// <summary>Keeps the operator's last warnings and errors, which are shown when the demo fails.</summary>
internal sealed class RecentWarnings(TimeProvider time) : ILoggerProvider
{
    private const int Kept = 40;

    private readonly ConcurrentQueue<string> _lines = new();
    private int _held;

    public IEnumerable<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Log(this, categoryName);

    public void Dispose()
    {
    }

    private void Add(string line)
    {
        _lines.Enqueue(line);
        if (Interlocked.Increment(ref _held) > Kept && _lines.TryDequeue(out _)) Interlocked.Decrement(ref _held);
    }

    private sealed class Log(RecentWarnings owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) owner.Add($"{owner.Time:HH:mm:ss.f} {logLevel} {category}: {formatter(state, exception)}{(exception is null ? "" : $" ({exception.GetType().Name}: {exception.Message})")}");
        }
    }

    private DateTimeOffset Time => time.GetUtcNow();
}
