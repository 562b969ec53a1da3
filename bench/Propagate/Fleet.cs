using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Loadline.E2E.Harness;

namespace Loadline.Bench.Propagate;

/// <summary>The hub and the members: started here, or given by URL.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private readonly List<RealControlPlane> _started = [];

    private Fleet(Cluster hub, IReadOnlyList<Cluster> members)
    {
        Hub = hub;
        Members = members;
    }

    public Cluster Hub { get; }

    /// <summary>The three members that are measured.</summary>
    public IReadOnlyList<Cluster> Members { get; }

    /// <summary>The fourth member, which will fall silent; null unless asked for and started here.</summary>
    public RealControlPlane? Fourth { get; private set; }

    public static async Task<Fleet> ReachAsync(PropagateSettings settings, CancellationToken cancellationToken)
    {
        if (settings.Hub is { } hub)
        {
            var given = await Task.WhenAll(settings.Members.Select((url, i) => GivenAsync($"bench-member-{i + 1}", url, settings, cancellationToken)));
            return new Fleet(await GivenAsync("bench-hub", hub, settings, cancellationToken), given);
        }

        var (assets, reason) = RealServers.FindAssets();
        if (assets is null)
            throw new InvalidOperationException(reason);
        string[] names = ["bench-hub", "bench-member-1", "bench-member-2", "bench-member-3"];
        var planes = await RealServers.StartAllAsync(assets, settings.BlackHole ? [.. names, "bench-member-4"] : names, cancellationToken);
        var fleet = new Fleet(Cluster.Of(planes[0]), [.. planes[1..4].Select(Cluster.Of)]) { Fourth = planes.ElementAtOrDefault(4) };
        fleet._started.AddRange(planes);
        return fleet;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var plane in _started)
            await plane.DisposeAsync();
        if (_started.Count > 0)
            return;
        foreach (var cluster in Members.Append(Hub))
            cluster.Client.Dispose();
    }

    private static async Task<Cluster> GivenAsync(string name, Uri url, PropagateSettings settings, CancellationToken cancellationToken)
    {
        var ca = settings.CaFile is { } file
            ? await File.ReadAllTextAsync(file, cancellationToken)
            : await PresentedAuthorityAsync(url, cancellationToken);
        return new Cluster(name, url, settings.Token!, ca, new KubeClient(url, settings.Token!, ca));
    }

    /// <summary>
    /// The last certificate of the chain that the server presents: kube-apiserver's own self-signed certificates carry
    /// their CA with them. A bench may trust at first contact; nothing else here does.
    /// </summary>
    private static async Task<string> PresentedAuthorityAsync(Uri url, CancellationToken cancellationToken)
    {
        string? pem = null;
        using var socket = new TcpClient();
        await socket.ConnectAsync(url.Host, url.Port, cancellationToken);
        await using var tls = new SslStream(socket.GetStream());
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = url.Host,
#pragma warning disable CA5359 // Reading the certificate is the purpose of this one connection; nothing is sent over it.
                RemoteCertificateValidationCallback = (_, leaf, chain, _) =>
                {
                    var last = chain?.ChainPolicy.ExtraStore.LastOrDefault() ?? (X509Certificate2)leaf!;
                    pem = last.ExportCertificatePem();
                    return true;
                },
#pragma warning restore CA5359
            },
            cancellationToken);
        return pem ?? throw new InvalidOperationException($"{url} presented no certificate");
    }
}
