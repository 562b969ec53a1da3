using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Http;
using Loadline.Kubernetes.Models;

namespace Loadline.Kubernetes.LeaderElection;

/// <summary>
/// A coordination.k8s.io/v1 Lease. Its requests have their own connection and pass no rate limit, retry or breaker (LE5).
/// </summary>
public sealed class KubeLeaseLock : ILeaseLock
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly KubeTransport _transport;
    private readonly string _namespace;
    private readonly string _name;
    private readonly string _collection;
    private readonly string _object;
    private V1ObjectMeta? _metadata;

    /// <summary>Names the lease.</summary>
    /// <param name="transport">The API server; not disposed.</param>
    /// <param name="ns">Namespace of the lease.</param>
    /// <param name="name">Name of the lease.</param>
    public KubeLeaseLock(KubeTransport transport, string ns, string name)
    {
        ArgumentNullException.ThrowIfNull(transport);
        _transport = transport;
        _namespace = ns;
        _name = name;
        _collection = CoreResources.Leases.CollectionPath(ns);
        _object = CoreResources.Leases.ObjectPath(ns, name);
    }

    /// <inheritdoc/>
    public string Describe => $"lease {_namespace}/{_name}";

    /// <inheritdoc/>
    public async Task<LeaseRecord?> GetAsync(CancellationToken cancellationToken) =>
        await SendAsync(HttpMethod.Get, _object, null, HttpStatusCode.NotFound, cancellationToken);

    /// <inheritdoc/>
    public async Task<LeaseRecord?> CreateAsync(LeaseRecord record, CancellationToken cancellationToken)
    {
        var metadata = new V1ObjectMeta { Name = _name, Namespace = _namespace };
        return await SendAsync(HttpMethod.Post, _collection, Lease(record, metadata), HttpStatusCode.Conflict, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<LeaseRecord?> UpdateAsync(LeaseRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        var metadata = (_metadata ?? new V1ObjectMeta { Name = _name, Namespace = _namespace }) with { ResourceVersion = record.ResourceVersion };
        return await SendAsync(HttpMethod.Put, _object, Lease(record, metadata), HttpStatusCode.Conflict, cancellationToken);
    }

    private static V1Lease Lease(LeaseRecord record, V1ObjectMeta metadata) => new()
    {
        ApiVersion = CoreResources.Leases.ApiVersion,
        Kind = CoreResources.Leases.Kind,
        Metadata = metadata,
        Spec = new V1LeaseSpec
        {
            HolderIdentity = record.HolderIdentity,
            LeaseDurationSeconds = record.LeaseDurationSeconds,
            AcquireTime = MicroTime.Format(record.AcquireTime),
            RenewTime = MicroTime.Format(record.RenewTime),
            LeaseTransitions = record.LeaseTransitions,
        },
    };

    private async Task<LeaseRecord?> SendAsync(HttpMethod method, string path, V1Lease? lease, HttpStatusCode isNull, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (lease is not null)
        {
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(lease, KubernetesJsonContext.Default.V1Lease));
            request.Content.Headers.ContentType = Json;
        }

        using var response = await _transport.SendAsync(request, TransportLane.Leases, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (response.StatusCode == isNull || (response.StatusCode == HttpStatusCode.NotFound && method == HttpMethod.Put))
        {
            return null;
        }

        if (!response.IsSuccessStatusCode)
        {
            throw Error(response.StatusCode, body);
        }

        var written = JsonSerializer.Deserialize(body, KubernetesJsonContext.Default.V1Lease)
            ?? throw new InvalidDataException($"the server answered null for {Describe}");
        _metadata = written.Metadata;
        return Record(written);
    }

    private static LeaseRecord Record(V1Lease lease)
    {
        var spec = lease.Spec ?? new V1LeaseSpec();
        return new LeaseRecord(
            spec.HolderIdentity ?? "",
            spec.LeaseDurationSeconds ?? 0,
            Time(spec.AcquireTime),
            Time(spec.RenewTime),
            spec.LeaseTransitions ?? 0,
            lease.Metadata?.ResourceVersion);
    }

    private static DateTimeOffset Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : default;

    private static StatusException Error(HttpStatusCode code, byte[] body)
    {
        V1Status? status = null;
        try
        {
            status = JsonSerializer.Deserialize(body, KubernetesJsonContext.Default.V1Status);
        }
        catch (JsonException)
        {
            // A proxy's page; the code says enough.
        }

        return new StatusException(status ?? new V1Status { Code = (int)code }, code);
    }
}
