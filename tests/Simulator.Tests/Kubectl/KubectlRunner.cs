using System.Diagnostics;

namespace Loadline.Simulator.Tests.Kubectl;

/// <summary>Runs one kubectl against one cluster, with caches of its own.</summary>
internal sealed class KubectlRunner : IDisposable
{
    /// <summary>The kubectl of a version, for a cluster.</summary>
    public static KubectlRunner Of(string version, SimulatedCluster cluster) => new(KubectlBinaries.Found.First(path => Path.GetFileName(path) == version), cluster);

    /// <summary>A cluster to type at.</summary>
    public static Task<SimulatedCluster> StartClusterAsync() => SimulatedCluster.StartAsync(
        new() { Name = "kubectl", RunWorkloads = true, ReadyDelay = TimeSpan.FromMilliseconds(100) }, CancellationToken.None);

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string _binary;
    private readonly string _folder;

    public KubectlRunner(string binary, SimulatedCluster cluster)
    {
        _binary = binary;
        _folder = Directory.CreateTempSubdirectory("loadline-kubectl-").FullName;
        File.WriteAllText(Path.Combine(_folder, "config"), cluster.Kubeconfig());
    }

    /// <summary>Output of a run that must succeed.</summary>
    public async Task<string> Run(string arguments, string? input = null)
    {
        var (code, output, error) = await Try(arguments, input);
        Assert.True(code == 0, $"kubectl {arguments}: exit {code}\n{output}\n{error}");
        return output + error;
    }

    public async Task<(int Code, string Output, string Error)> Try(string arguments, string? input = null)
    {
        using var process = Start(arguments);
        if (input is not null) await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            Assert.Fail($"kubectl {arguments} did not end within {Limit}");
        }
        return (process.ExitCode, await output, await error);
    }

    /// <summary>A kubectl that keeps running; the caller kills it.</summary>
    public Process Start(string arguments)
    {
        var start = new ProcessStartInfo(_binary)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in (string[])["--kubeconfig", Path.Combine(_folder, "config"), "--cache-dir", Path.Combine(_folder, "cache")])
        {
            start.ArgumentList.Add(argument);
        }
        foreach (var argument in arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
