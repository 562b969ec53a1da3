using System.Globalization;
using Loadline.Demo.View;

namespace Loadline.Demo.Display;

/// <summary>Lines of text with the seconds since the start: for files, pipes and CI.</summary>
internal sealed class PlainDisplay(TextWriter output, TimeProvider time) : IDisplay
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly long _start = time.GetTimestamp();

    public async Task RunAsync(Func<HubView> view, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(ct))
            if (view() is { Members.Count: > 0 } now) Say(FleetTable.Line(now));
    }

    public void Say(string text)
    {
        lock (_gate) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.GetElapsedTime(_start).TotalSeconds,6:0.0} s  {text}"));
    }
}
