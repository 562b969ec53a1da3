using System.ComponentModel;
using System.Diagnostics;

namespace Loadline.Kubernetes.Config;

/// <summary>Runs the program of an exec credential and gives what it printed. The seam that tests replace.</summary>
internal interface IExecRunner
{
    Task<byte[]> RunAsync(ExecCredentialConfig exec, string info, CancellationToken cancellationToken);
}

/// <summary>The program as a child process: no shell, no terminal, no input.</summary>
internal sealed class ExecProcess : IExecRunner
{
    /// <summary>A credential is a few kilobytes; a program that prints without end must not fill our memory.</summary>
    private const int MaxOutput = 1 << 20;

    /// <summary>How much of what it complained about goes into the error.</summary>
    private const int MaxComplaint = 1024;

    public async Task<byte[]> RunAsync(ExecCredentialConfig exec, string info, CancellationToken cancellationToken)
    {
        using var process = Start(exec, info);
        try
        {
            process.StandardInput.Close();
            var complaint = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = await ReadAsync(process.StandardOutput.BaseStream, cancellationToken);
            var said = (await complaint).Trim();
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? output
                : throw new KubeConfigException("exec", $"{exec.Command} ended with {process.ExitCode}: {said[..Math.Min(said.Length, MaxComplaint)]}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static Process Start(ExecCredentialConfig exec, string info)
    {
        var start = new ProcessStartInfo(exec.Command)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
        };
        foreach (var argument in exec.Args)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in exec.Env)
        {
            start.Environment[name] = value;
        }

        start.Environment["KUBERNETES_EXEC_INFO"] = info;
        try
        {
            return Process.Start(start) ?? throw new KubeConfigException("exec", $"{exec.Command} did not start");
        }
        catch (Win32Exception e)
        {
            var hint = exec.InstallHint is null ? "" : " " + exec.InstallHint;
            throw new KubeConfigException("exec", $"{exec.Command} cannot be started: {e.Message}.{hint}", e);
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var all = new MemoryStream();
        var buffer = new byte[8192];
        while (await stream.ReadAsync(buffer, cancellationToken) is var count and > 0)
        {
            all.Write(buffer, 0, count);
            if (all.Length > MaxOutput)
            {
                throw new KubeConfigException("exec", "the program printed more than 1 MiB");
            }
        }

        return all.ToArray();
    }
}
