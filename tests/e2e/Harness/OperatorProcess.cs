namespace Loadline.E2E.Harness;

/// <summary>The operator as users run it: a process of its own, with flags and a kubeconfig.</summary>
internal sealed class OperatorProcess : IAsyncDisposable
{
    private readonly OperatorOptions _options;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private ChildProcess? _process;

    private OperatorProcess(OperatorOptions options)
    {
        _options = options;
        HealthPort = LoopbackPorts.Take();
        MetricsPort = LoopbackPorts.Take();
    }

    public int HealthPort { get; }

    public int MetricsPort { get; }

    public bool IsRunning => _process is { HasExited: false };

    public ProcessUsage Usage => ProcessUsage.Of(Process.Id);

    private ChildProcess Process => _process ?? throw new InvalidOperationException("the operator was not started");

    /// <summary>Starts the operator and waits until it says that it is ready.</summary>
    public static async Task<OperatorProcess> StartAsync(OperatorOptions options, CancellationToken cancellationToken)
    {
        var instance = new OperatorProcess(options);
        try
        {
            await instance.LaunchAsync();
            await instance.WaitReadyAsync(cancellationToken);
            return instance;
        }
        catch
        {
            await instance.DisposeAsync();
            throw;
        }
    }

    public async Task WaitReadyAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.ReadyWithin);
        while (true)
        {
            if (Process.HasExited)
                throw new InvalidOperationException($"the operator ended with {Process.ExitCode}\n{Process.LogTail()}");
            try
            {
                using var answer = await _http.GetAsync(new Uri($"http://127.0.0.1:{HealthPort}/readyz"), limit.Token);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            catch (OperationCanceledException) when (!limit.IsCancellationRequested)
            {
                // One slow answer.
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"the operator was not ready within {_options.ReadyWithin.TotalSeconds} s\n{Process.LogTail()}");
            }

            await Task.Delay(25, cancellationToken);
        }
    }

    /// <summary>kill -9: no handler runs, nothing is flushed.</summary>
    public Task KillAsync() => Process.KillAsync();

    /// <summary>SIGTERM; the exit code, or null when it did not end within the time.</summary>
    public Task<int?> StopAsync(TimeSpan within) => Process.TerminateAsync(within);

    /// <summary>A new process on the same ports, without waiting until it is ready.</summary>
    public async Task LaunchAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        var arguments = new List<string>
        {
            _options.AssemblyPath,
            "--kubeconfig", _options.KubeconfigPath,
            "--metrics-bind-address", $"127.0.0.1:{MetricsPort}",
            "--health-probe-bind-address", $"127.0.0.1:{HealthPort}",
            $"--leader-elect={(_options.LeaderElect ? "true" : "false")}",
            "--hub-id", _options.HubId,
            "--namespace", "loadline-system",
            "--install-crds",
        };
        arguments.AddRange(_options.ExtraArguments);
        _process = await ChildProcess.StartAsync("loadline-operator", "dotnet", arguments, _options.Environment);
    }

    public Task<string> MetricsAsync(CancellationToken cancellationToken = default) =>
        _http.GetStringAsync(new Uri($"http://127.0.0.1:{MetricsPort}/metrics"), cancellationToken);

    public string LogTail(int lines = 80) => _process?.LogTail(lines) ?? "";

    public IReadOnlyList<string> Log => _process?.Log ?? [];

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_process is not null)
            await _process.DisposeAsync();
    }
}
