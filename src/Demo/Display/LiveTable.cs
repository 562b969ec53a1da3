using System.Globalization;
using Loadline.Demo.View;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Loadline.Demo.Display;

/// <summary>A table that is drawn again in place, with what happened last below it.</summary>
internal sealed class LiveTable(IAnsiConsole console, TimeProvider time) : IDisplay
{
    private const int KeptMessages = 12;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly Queue<string> _messages = new();
    private readonly long _start = time.GetTimestamp();

    public Task RunAsync(Func<HubView> view, CancellationToken ct) => console.Live(Render(view())).StartAsync(async context =>
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(ct)) context.UpdateTarget(Render(view()));
    });

    public void Say(string text)
    {
        lock (_gate)
        {
            _messages.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{time.GetElapsedTime(_start).TotalSeconds,6:0.0} s  {text}"));
            if (_messages.Count > KeptMessages) _messages.Dequeue();
        }
    }

    private Rows Render(HubView view)
    {
        lock (_gate) return new(new IRenderable[] { FleetTable.Create(view, TableBorder.Rounded) }.Concat(_messages.Select(static m => new Text(m))));
    }
}
