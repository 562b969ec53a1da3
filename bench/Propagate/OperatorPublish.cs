using System.Diagnostics;

namespace Loadline.Bench.Propagate;

/// <summary>Publishes the operator as the container image does: Release, ahead-of-time compiled, framework-dependent.</summary>
internal static class OperatorPublish
{
    public static async Task<string> PublishAsync(TextWriter log, CancellationToken cancellationToken)
    {
        var root = RepositoryRoot();
        var output = Path.Combine(root, "artifacts", "bench-operator");
        await log.WriteLineAsync("publishing the operator (Release, ReadyToRun)");
        using var publish = Process.Start(new ProcessStartInfo("dotnet",
        [
            "publish", Path.Combine(root, "src", "Operator"), "-c", "Release", "-r", "linux-x64", "--self-contained", "false",
            "-p:PublishReadyToRun=true",
            // A publish for one platform must not rewrite the committed lock files.
            "-p:RestoreLockedMode=false", "-p:NuGetLockFilePath=obj/publish.lock.json", "-o", output, "-v", "quiet", "--nologo",
        ])
        { RedirectStandardOutput = true })!;
        var text = await publish.StandardOutput.ReadToEndAsync(cancellationToken);
        await publish.WaitForExitAsync(cancellationToken);
        return publish.ExitCode == 0
            ? Path.Combine(output, "Loadline.Operator.dll")
            : throw new InvalidOperationException($"dotnet publish failed\n{text}");
    }

    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Loadline.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException("not inside the repository; give --operator the path of Loadline.Operator.dll");
    }
}
