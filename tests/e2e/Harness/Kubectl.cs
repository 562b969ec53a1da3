using System.Diagnostics;

namespace Loadline.E2E.Harness;

/// <summary>An unmodified kubectl of some version, used as a user uses it.</summary>
internal sealed class Kubectl(string path, string kubeconfig)
{
    /// <summary>
    /// Every kubectl that the machine has: the one on the PATH or beside the servers, and versioned ones ("kubectl.1.29") in the folder
    /// that it really lives in.
    /// </summary>
    public static IReadOnlyList<string> FindAll()
    {
        var first = RealServers.FindAssets().Assets?.Kubectl ?? ExecutablePath.Find("kubectl");
        if (first is null)
            return [];
        var real = new FileInfo(first).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? first;
        var versions = Directory.EnumerateFiles(Path.GetDirectoryName(real)!, "kubectl.1.*").Order(StringComparer.Ordinal).ToArray();
        return versions.Length > 0 ? versions : [real];
    }

    /// <summary>Runs a command and returns what it printed; throws with both streams when it fails.</summary>
    public async Task<string> RunAsync(params string[] arguments) => await RunAsync(null, arguments);

    /// <summary>The same with something on its standard input.</summary>
    public async Task<string> RunAsync(string? input, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(path, ["--kubeconfig", kubeconfig, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (input is not null)
            await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{Path.GetFileName(path)} {string.Join(' ', arguments)}: {process.ExitCode}\n{await output}\n{await errors}");
    }
}
