namespace Loadline.E2E.Harness;

/// <summary>A Prometheus that scrapes one target every second.</summary>
internal sealed class RealPrometheus : IAsyncDisposable
{
    private readonly string _folder;
    private readonly ChildProcess _process;

    private RealPrometheus(string folder, int port, ChildProcess process)
    {
        _folder = folder;
        Url = new($"http://127.0.0.1:{port}/");
        _process = process;
    }

    public Uri Url { get; }

    public static async Task<RealPrometheus> StartAsync(string binary, Uri target)
    {
        var folder = ScratchFolder.Create("prometheus");
        var port = LoopbackPorts.Take();
        var configuration = Path.Combine(folder, "prometheus.yml");
        await File.WriteAllTextAsync(configuration, $"""
            global:
              scrape_interval: 1s
            scrape_configs:
            - job_name: exporter
              static_configs:
              - targets: ["{target.Authority}"]
            """);
        var process = await ChildProcess.StartAsync("prometheus", binary,
        [
            $"--config.file={configuration}", $"--storage.tsdb.path={Path.Combine(folder, "data")}", $"--web.listen-address=127.0.0.1:{port}", "--log.level=warn",
        ]);
        var prometheus = new RealPrometheus(folder, port, process);
        using var http = new HttpClient();
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    using var answer = await http.GetAsync(new Uri(prometheus.Url, "-/ready"));
                    return answer.IsSuccessStatusCode ? null : $"not ready: {answer.StatusCode}";
                }
                catch (HttpRequestException e)
                {
                    return e.Message;
                }
            },
            context: () => process.LogTail());
        return prometheus;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
