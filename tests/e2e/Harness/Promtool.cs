using System.Diagnostics;

namespace Loadline.E2E.Harness;

/// <summary>Prometheus' own linter for what /metrics answers.</summary>
internal static class Promtool
{
    /// <summary><c>promtool check metrics</c>: empty when it has nothing to say, else its complaints.</summary>
    public static async Task<string> CheckMetricsAsync(string promtool, string metrics)
    {
        using var process = Process.Start(new ProcessStartInfo(promtool, ["check", "metrics"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(metrics);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        var said = (await output + await errors).Trim();
        return said.Length > 0 || process.ExitCode == 0 ? said : $"promtool ended with {process.ExitCode}";
    }
}
