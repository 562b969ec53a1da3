using System.Diagnostics;

namespace Loadline.E2E.Harness;

/// <summary>What the etcd at hand understands.</summary>
internal static class EtcdFeatures
{
    /// <summary>Skipping fsync makes start-up and writes faster; versions before 3.5 refuse the flag.</summary>
    public static async Task<bool> KnowsNoFsyncAsync(RealServerAssets assets)
    {
        using var help = Process.Start(new ProcessStartInfo(assets.Etcd, "--help")
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = help.StandardError.ReadToEndAsync();
        var text = await help.StandardOutput.ReadToEndAsync() + await error;
        await help.WaitForExitAsync();
        return text.Contains("unsafe-no-fsync", StringComparison.Ordinal);
    }
}
