using System.Globalization;

namespace Loadline.E2E.Harness;

/// <summary>What a process has used so far, from /proc.</summary>
internal sealed record ProcessUsage(TimeSpan Cpu, double ResidentMiB, double PeakResidentMiB)
{
    // USER_HZ, which is 100 on every architecture that Kubernetes supports.
    private const double TicksPerSecond = 100;

    public static ProcessUsage Of(int processId)
    {
        // The command name may hold spaces; the fields after its closing parenthesis do not.
        var stat = File.ReadAllText($"/proc/{processId}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        var status = File.ReadAllLines($"/proc/{processId}/status");
        return new ProcessUsage(TimeSpan.FromSeconds(ticks / TicksPerSecond), MiB(status, "VmRSS:"), MiB(status, "VmHWM:"));
    }

    private static double MiB(string[] status, string field)
    {
        var line = status.First(l => l.StartsWith(field, StringComparison.Ordinal));
        var kibibytes = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1];
        return long.Parse(kibibytes, CultureInfo.InvariantCulture) / 1024.0;
    }
}
