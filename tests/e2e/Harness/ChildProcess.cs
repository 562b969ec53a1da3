using System.Collections.Concurrent;
using System.Diagnostics;

namespace Loadline.E2E.Harness;

/// <summary>
/// A server process that cannot outlive this one: the kernel kills it with its parent, and a normal exit kills it too.
/// Its output is kept for the failure message.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int KeptLines = 4000;

    private static readonly string? Setpriv = ExecutablePath.Find("setpriv");
    private static readonly BlockingCollection<Action> Launches = [];
    private static readonly ConcurrentDictionary<int, Process> Running = new();

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log = new();
    private int _kept;

    static ChildProcess()
    {
        // The kernel ties "parent death" to the thread that forked, and pool threads come and go; this one stays.
        new Thread(() =>
        {
            foreach (var launch in Launches.GetConsumingEnumerable())
                launch();
        })
        { IsBackground = true, Name = "child process launcher" }.Start();
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            foreach (var process in Running.Select(static p => p.Value))
                KillQuietly(process);
        };
    }

    private ChildProcess(string name, Process process)
    {
        Name = name;
        _process = process;
    }

    public string Name { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    public static async Task<ChildProcess> StartAsync(
        string name, string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        if (Setpriv is null)
        {
            start.FileName = file;
        }
        else
        {
            start.FileName = Setpriv;
            foreach (var argument in (string[])["--pdeathsig", "KILL", "--", file])
                start.ArgumentList.Add(argument);
        }

        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (key, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[key] = value;

        var child = new ChildProcess(name, new Process { StartInfo = start });
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Launches.Add(() =>
        {
            try
            {
                child._process.Start();
                Running[child._process.Id] = child._process;
                started.SetResult();
            }
            catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
            {
                started.SetException(e);
            }
        });
        await started.Task;
        child._process.OutputDataReceived += child.Keep;
        child._process.ErrorDataReceived += child.Keep;
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>The last lines that the process wrote to both of its streams.</summary>
    public string LogTail(int lines = 60) => string.Join('\n', _log.TakeLast(lines));

    /// <summary>All kept lines, oldest first.</summary>
    public IReadOnlyList<string> Log => [.. _log];

    /// <summary>SIGKILL, and waits until the process is gone.</summary>
    public async Task KillAsync()
    {
        KillQuietly(_process);
        await _process.WaitForExitAsync(CancellationToken.None);
        Running.TryRemove(_process.Id, out _);
    }

    /// <summary>SIGTERM, then waits for the process to end by itself; null when it did not within the time.</summary>
    public async Task<int?> TerminateAsync(TimeSpan within)
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
            await kill.WaitForExitAsync(CancellationToken.None);
        using var timeout = new CancellationTokenSource(within);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private static void KillQuietly(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It ended by itself in the meantime.
        }
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
            return;
        _log.Enqueue(line.Data);
        if (Interlocked.Increment(ref _kept) > KeptLines && _log.TryDequeue(out _))
            Interlocked.Decrement(ref _kept);
    }
}
