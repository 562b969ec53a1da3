using System.Globalization;
using System.Security.Cryptography;

namespace Loadline.E2E.Harness;

/// <summary>
/// Folders for the servers' data, in memory where the machine has such a place. Their names carry the id of the process that
/// made them, so that the next one can sweep up after a process that was killed.
/// </summary>
internal static class ScratchFolder
{
    private const string Prefix = "loadline-servers-";

    public static string Create(string name)
    {
        var root = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        SweepAbandoned(root);
        var suffix = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        return Directory.CreateDirectory(Path.Combine(root, $"{Prefix}{Environment.ProcessId}-{name}-{suffix}")).FullName;
    }

    private static void SweepAbandoned(string root)
    {
        if (!Directory.Exists("/proc/self"))
            return;
        foreach (var folder in Directory.EnumerateDirectories(root, Prefix + "*"))
        {
            var owner = Path.GetFileName(folder)[Prefix.Length..].Split('-')[0];
            if (!int.TryParse(owner, CultureInfo.InvariantCulture, out var id) || Directory.Exists($"/proc/{id}"))
                continue;
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another process sweeps too, or it is somebody else's; either way it is not in our way.
            }
        }
    }
}
