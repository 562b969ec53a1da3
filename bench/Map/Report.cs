using System.Globalization;

namespace Loadline.Bench.Map;

/// <summary>Prints one line for each comparison, and says at the end how many missed their target.</summary>
internal sealed class Report
{
    private readonly TextWriter _output;
    private int _missed;
    private int _targets;

    public Report(TextWriter output)
    {
        _output = output;
        Line("what", "ratio", "target", "ns/op", "B/op", "");
    }

    public void Ratio(string what, Outcome outcome, double? most, double? mostBytes = null)
    {
        var target = most is null ? "" : "<= " + Number(most.Value);
        Line(what, Number(outcome.Ratio), target, Number(outcome.Nanoseconds), Number(outcome.Bytes), Verdict((outcome.Ratio, most), (outcome.Bytes, mostBytes)));
    }

    public void Time(string what, Outcome outcome, double? mostNanoseconds, double? mostBytes)
    {
        var target = mostNanoseconds is null ? "" : $"<= {Number(mostNanoseconds.Value)} ns";
        Line(what, "", target, Number(outcome.Nanoseconds), Number(outcome.Bytes), Verdict((outcome.Nanoseconds, mostNanoseconds), (outcome.Bytes, mostBytes)));
    }

    public int Close()
    {
        _output.WriteLine($"{_targets - _missed} of {_targets} targets reached");
        return _missed == 0 ? 0 : 1;
    }

    private string Verdict(params ReadOnlySpan<(double Measured, double? Most)> checks)
    {
        bool any = false, missed = false;
        foreach (var (measured, most) in checks)
        {
            any |= most is not null;

            // Less than half a byte is a share of what the measurement itself allocates.
            missed |= most is { } limit && measured > (limit == 0 ? 0.5 : limit);
        }

        if (!any) return "";
        _targets++;
        if (missed) _missed++;
        return missed ? "MISSED" : "ok";
    }

    private void Line(string what, string ratio, string target, string time, string bytes, string verdict) =>
        _output.WriteLine($"{what,-52} {ratio,9} {target,14} {time,12} {bytes,10}  {verdict}");

    private static string Number(double value) => value switch
    {
        0 => "0",
        < 0.01 => value.ToString("0.00000", CultureInfo.InvariantCulture),
        < 100 => value.ToString("0.000", CultureInfo.InvariantCulture),
        _ => value.ToString("#,0", CultureInfo.InvariantCulture),
    };
}
