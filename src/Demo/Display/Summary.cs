using Loadline.Demo.Samples;
using Loadline.Demo.Script;
using Loadline.Demo.View;
using Spectre.Console;

namespace Loadline.Demo.Display;

/// <summary>What is said at the end of a run.</summary>
internal sealed class Summary(TextWriter output, bool live)
{
    private const int PlainWidth = 180;

    /// <summary>The table as it was last.</summary>
    public void WriteTable(HubView view)
    {
        // A live table is still on the screen.
        if (live) return;
        var console = AnsiConsole.Create(new() { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = PlainWidth;
        console.Write(FleetTable.Create(view, TableBorder.Ascii));
    }

    /// <summary>One line for each step.</summary>
    public void WriteReactions(IReadOnlyList<Reaction> reactions)
    {
        foreach (var reaction in reactions) output.WriteLine($"{(reaction.Moved ? "moved" : reaction.Failed ? "FAILED" : "-"),-6} {reaction}");
    }

    /// <summary>Why the run failed.</summary>
    public void WriteFailure(HubView view, IReadOnlyList<Reaction> reactions, bool isUp)
    {
        if (!isUp)
        {
            output.WriteLine($"the fleet did not settle in time: {string.Join("; ", view.Bindings.DefaultIfEmpty($"{SampleManifests.Measured} is not placed"))}");
            return;
        }

        foreach (var reaction in reactions.Where(static r => r.Failed)) output.WriteLine($"did not move replicas as expected: line {reaction.Step.Line}, {reaction.What}");
    }
}
