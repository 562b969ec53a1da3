using System.Net.Sockets;
using System.Security.Cryptography;

namespace Loadline.E2E.Harness;

/// <summary>
/// One cluster's real control plane: etcd and kube-apiserver on loopback, with a serving certificate of a CA of its own.
/// There is no kube-controller-manager: nothing makes pods, empties deleted namespaces or collects garbage.
/// </summary>
internal sealed class RealControlPlane : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);

    private readonly string _folder;
    private readonly List<ChildProcess> _processes = [];

    private RealControlPlane(string name, string folder, int port, string caBundlePem, string? token)
    {
        Token = token ?? NewToken();
        Name = name;
        _folder = folder;
        Port = port;
        Endpoint = new Uri($"https://127.0.0.1:{port}");
        CaBundlePem = caBundlePem;
        Client = new KubeClient(Endpoint, Token, caBundlePem);
    }

    public string Name { get; }

    public int Port { get; }

    public Uri Endpoint { get; }

    /// <summary>The storage behind the server, without TLS.</summary>
    public Uri EtcdEndpoint { get; private set; } = new("http://127.0.0.1");

    /// <summary>A token of group <c>system:masters</c>.</summary>
    public string Token { get; }

    /// <summary>A token that the server knows and that may do nothing.</summary>
    public string PowerlessToken { get; } = NewToken();

    /// <summary>The CA that signed the serving certificate.</summary>
    public string CaBundlePem { get; }

    public KubeClient Client { get; }

    public static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <param name="name">A name for logs and contexts.</param>
    /// <param name="assets">The binaries.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <param name="token">The admin token; null makes one.</param>
    public static async Task<RealControlPlane> StartAsync(
        string name, RealServerAssets assets, CancellationToken cancellationToken, string? token = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        using var authority = new TestCertificateAuthority(name);
        var folder = ScratchFolder.Create(name);
        var plane = new RealControlPlane(name, folder, LoopbackPorts.Take(), authority.CertificatePem, token);
        try
        {
            await plane.StartProcessesAsync(assets, authority, limit.Token);
            await plane.WaitUntilReadyAsync(limit.Token);
            return plane;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var logs = plane.Logs();
            await plane.DisposeAsync();
            throw new TimeoutException($"{name} was not ready within {StartLimit.TotalSeconds} s\n{logs}");
        }
        catch
        {
            await plane.DisposeAsync();
            throw;
        }
    }

    /// <summary>A kubeconfig for the admin token.</summary>
    public string Kubeconfig() => Kubeconfig(Token);

    public string Kubeconfig(string token) => KubeconfigText.For(Name, Endpoint, token, CaBundlePem);

    /// <summary>Writes <see cref="Kubeconfig()"/> beside the server's data, and returns the path.</summary>
    public async Task<string> WriteKubeconfigAsync()
    {
        var path = Path.Combine(_folder, "kubeconfig.yaml");
        await File.WriteAllTextAsync(path, Kubeconfig());
        return path;
    }

    public string Logs() =>
        string.Join('\n', _processes.Select(p => $"--- {p.Name} (exit {p.ExitCode?.ToString() ?? "running"})\n{p.LogTail(30)}"));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        foreach (var process in Enumerable.Reverse(_processes))
            await process.DisposeAsync();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private async Task StartProcessesAsync(RealServerAssets assets, TestCertificateAuthority authority, CancellationToken cancellationToken)
    {
        var etcdPort = LoopbackPorts.Take();
        var client = $"http://127.0.0.1:{etcdPort}";
        var peer = $"http://127.0.0.1:{LoopbackPorts.Take()}";
        EtcdEndpoint = new Uri(client);
        var etcdFlags = new List<string>
        {
            "--name", "default", "--data-dir", Path.Combine(_folder, "etcd"),
            "--listen-client-urls", client, "--advertise-client-urls", client,
            "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", $"default={peer}",
        };
        if (await EtcdFeatures.KnowsNoFsyncAsync(assets))
            etcdFlags.Add("--unsafe-no-fsync");
        _processes.Add(await ChildProcess.StartAsync($"{Name}-etcd", assets.Etcd, etcdFlags));
        await WaitForPortAsync(etcdPort, _processes[^1], cancellationToken);

        var (certificate, key) = authority.IssueLoopbackServer();
        // The authority comes along, as kube-apiserver does it with certificates that it makes itself.
        var certificateFile = await WriteAsync("serving.crt", $"{certificate}\n{CaBundlePem}\n");
        var keyFile = await WriteAsync("serving.key", key);
        var tokens = await WriteAsync("tokens.csv", $"{Token},admin,1,\"system:masters\"\n{PowerlessToken},nobody,2,\"powerless\"\n");
        _processes.Add(await ChildProcess.StartAsync($"{Name}-apiserver", assets.KubeApiServer,
        [
            $"--etcd-servers={client}", $"--secure-port={Port}", "--bind-address=127.0.0.1",
            // Not a loopback address: the server refuses to advertise one; nobody connects to it.
            "--advertise-address=10.9.9.9", "--endpoint-reconciler-type=none",
            $"--cert-dir={Path.Combine(_folder, "certificates")}",
            $"--tls-cert-file={certificateFile}", $"--tls-private-key-file={keyFile}",
            $"--service-account-key-file={keyFile}", $"--service-account-signing-key-file={keyFile}",
            "--service-account-issuer=https://127.0.0.1", $"--token-auth-file={tokens}",
            "--authorization-mode=RBAC", "--service-cluster-ip-range=10.0.0.0/24",
            "--disable-admission-plugins=ServiceAccount", "--profiling=false",
        ]));
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            ThrowIfExited(_processes[^1]);
            if (await Client.IsReadyAsync(cancellationToken)
                && await Client.GetAsync("/api/v1/namespaces/default", cancellationToken) is not null)
            {
                return;
            }

            await Task.Delay(100, cancellationToken);
        }
    }

    private static async Task WaitForPortAsync(int port, ChildProcess process, CancellationToken cancellationToken)
    {
        while (true)
        {
            ThrowIfExited(process);
            using var socket = new TcpClient();
            try
            {
                await socket.ConnectAsync("127.0.0.1", port, cancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(50, cancellationToken);
            }
        }
    }

    private static void ThrowIfExited(ChildProcess process)
    {
        if (process.HasExited)
            throw new InvalidOperationException($"{process.Name} ended with {process.ExitCode}\n{process.LogTail()}");
    }

    private async Task<string> WriteAsync(string file, string text)
    {
        var path = Path.Combine(_folder, file);
        await File.WriteAllTextAsync(path, text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }
}
