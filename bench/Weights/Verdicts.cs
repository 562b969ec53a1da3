using System.Globalization;

namespace Loadline.Bench.Weights;

/// <summary>Collects what was measured against what was promised, a line each.</summary>
internal sealed class Verdicts(TextWriter output)
{
    public int Passed { get; private set; }

    public int Failed { get; private set; }

    /// <summary>A figure that must not exceed a limit.</summary>
    public void AtMost(string what, double measured, double limit, string unit = "")
    {
        // A figure that is not a number was not reached at all.
        Check(what, measured <= limit, string.Create(CultureInfo.InvariantCulture, $"{measured:0.####}{unit} (at most {limit:0.####}{unit})"));
    }

    public void Check(string what, bool holds, string measured)
    {
        if (holds) Passed++;
        else Failed++;
        output.WriteLine($"{(holds ? "pass" : "FAIL")}  {what,-66} {measured}");
    }

    public void Title(string text)
    {
        output.WriteLine();
        output.WriteLine($"-- {text}");
    }
}
