namespace Loadline.Bench.Runtime;

/// <summary>Lines of a verb's table: what was measured, the figure, the target, and whether it holds.</summary>
internal static class Report
{
    public static async Task<bool> LineAsync(TextWriter output, string what, FormattableString figure, string target, bool holds)
    {
        await output.WriteLineAsync($"{what,-58} {FormattableString.Invariant(figure),-34} target {target,-16} {(holds ? "pass" : "FAIL")}");
        return holds;
    }
}
