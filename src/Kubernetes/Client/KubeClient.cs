using System.Net.Http.Headers;
using System.Text.Json;
using Loadline.Kubernetes.Http;
using Loadline.Kubernetes.Models;
using Polly;

namespace Loadline.Kubernetes.Client;

/// <summary>
/// One API server. Works on raw UTF-8 objects; every method throws <see cref="StatusException"/> when the server refuses and
/// <see cref="HttpRequestException"/> or a Polly timeout/breaker exception when it cannot be reached. Thread-safe.
/// </summary>
public sealed class KubeClient : IDisposable
{
    private static readonly MediaTypeHeaderValue JsonType = new("application/json");
    private static readonly MediaTypeHeaderValue ApplyType = new("application/apply-patch+yaml");
    private static readonly MediaTypeHeaderValue MergeType = new("application/merge-patch+json");
    private static readonly MediaTypeHeaderValue JsonPatchType = new("application/json-patch+json");
    private static readonly MediaTypeHeaderValue StrategicType = new("application/strategic-merge-patch+json");
    private static readonly MediaTypeWithQualityHeaderValue AcceptJson = new("application/json");

    private readonly KubeTransport _transport;
    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;
    private readonly RequestMetrics? _metrics;
    private readonly string _root;
    private readonly Action? _fence;
    private readonly TimeProvider _time;
    private readonly TimeSpan _openTimeout;
    private readonly RequestRate? _rate;
    private readonly TimeSpan _maxRetryAfter;
    private readonly long _maxAnswer;
    private readonly long _maxList;

    /// <summary>Creates a client over a transport, which it owns.</summary>
    /// <param name="transport">Connections and credentials.</param>
    /// <param name="time">Clock of retries.</param>
    /// <param name="resilience">Limits; null for the defaults.</param>
    /// <param name="metrics">Instruments; null for none.</param>
    /// <param name="fence">Called before every write; throws when this process may not write any more (LE8). Null for none.</param>
    public KubeClient(KubeTransport transport, TimeProvider time, RequestResilienceOptions? resilience = null, RequestMetrics? metrics = null, Action? fence = null)
    {
        _transport = transport;
        _root = transport.BaseAddress.AbsoluteUri.TrimEnd('/');
        _fence = fence;
        _metrics = metrics;
        resilience ??= new();
        _time = time;
        _openTimeout = resilience.AttemptTimeout;
        _rate = resilience.RequestsPerSecond is { } rate ? new(rate, resilience.RequestBurst, time) : null;
        (_maxRetryAfter, _maxAnswer, _maxList) = (resilience.MaxRetryAfter, resilience.MaxAnswerBytes, resilience.MaxListBytes);
        _pipeline = RequestResilience.Build(resilience, time);
    }

    /// <summary>The server's address.</summary>
    public Uri BaseAddress => _transport.BaseAddress;

    /// <summary>Reads one object; null when it does not exist.</summary>
    public async Task<KubeObject?> GetAsync(ResourceType resource, string? ns, string name, CancellationToken ct)
    {
        try
        {
            return KubeObject.Parse(await SendAsync(HttpMethod.Get, resource.ObjectPath(ns, name), null, default, true, ct), resource);
        }
        catch (StatusException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>Reads one page of objects.</summary>
    public async Task<KubeList> ListAsync(ResourceType resource, string? ns, ListOptions options, CancellationToken ct) =>
        KubeListDecoder.Decode(await SendAsync(HttpMethod.Get, options.Query(resource.CollectionPath(ns)), null, default, true, ct, isList: true), resource);

    /// <summary>Creates an object.</summary>
    public async Task<KubeObject> CreateAsync(ResourceType resource, string? ns, ReadOnlyMemory<byte> json, string fieldManager, CancellationToken ct) =>
        KubeObject.Parse(await SendAsync(HttpMethod.Post, $"{resource.CollectionPath(ns)}?fieldManager={fieldManager}", JsonType, json, false, ct), resource);

    /// <summary>Replaces an object; the body's resourceVersion guards against lost updates.</summary>
    public async Task<KubeObject> ReplaceAsync(
        ResourceType resource, string? ns, string name, ReadOnlyMemory<byte> json, string fieldManager, CancellationToken ct, string? subresource = null) =>
        KubeObject.Parse(await SendAsync(HttpMethod.Put, $"{resource.ObjectPath(ns, name, subresource)}?fieldManager={fieldManager}", JsonType, json, false, ct), resource);

    /// <summary>Server-side apply of a complete intent; creates the object when it is absent (SA1).</summary>
    /// <param name="resource">Resource.</param>
    /// <param name="ns">Namespace.</param>
    /// <param name="name">Name.</param>
    /// <param name="json">Intent.</param>
    /// <param name="fieldManager">Who owns the fields (SA2).</param>
    /// <param name="force">Take fields that another manager owns (SA4).</param>
    /// <param name="ct">Cancels the request.</param>
    /// <param name="subresource">For example <c>status</c>.</param>
    public async Task<KubeObject> ApplyAsync(
        ResourceType resource, string? ns, string name, ReadOnlyMemory<byte> json, string fieldManager, bool force, CancellationToken ct, string? subresource = null)
    {
        var path = $"{resource.ObjectPath(ns, name, subresource)}?fieldManager={fieldManager}{(force ? "&force=true" : "")}";
        return KubeObject.Parse(await SendAsync(HttpMethod.Patch, path, ApplyType, json, true, ct), resource);
    }

    /// <summary>Patches an object.</summary>
    public async Task<KubeObject> PatchAsync(
        ResourceType resource, string? ns, string name, PatchKind kind, ReadOnlyMemory<byte> patch, string fieldManager, CancellationToken ct, string? subresource = null)
    {
        var type = kind switch { PatchKind.Merge => MergeType, PatchKind.Json => JsonPatchType, PatchKind.Strategic => StrategicType, _ => ApplyType };
        var path = $"{resource.ObjectPath(ns, name, subresource)}?fieldManager={fieldManager}";
        return KubeObject.Parse(await SendAsync(HttpMethod.Patch, path, type, patch, kind == PatchKind.Apply, ct), resource);
    }

    /// <summary>Asks for an object's deletion; false when it does not exist.</summary>
    public async Task<bool> DeleteAsync(ResourceType resource, string? ns, string name, DeleteOptions options, CancellationToken ct)
    {
        try
        {
            await SendAsync(HttpMethod.Delete, resource.ObjectPath(ns, name), JsonType, options.ToJson(), false, ct);
            return true;
        }
        catch (StatusException e) when (e.IsNotFound)
        {
            return false;
        }
    }

    /// <summary>Reads any path, for example <c>/version</c>.</summary>
    /// <param name="path">Absolute path with query.</param>
    /// <param name="accept">Accept header; null for JSON.</param>
    /// <param name="ct">Cancels the request.</param>
    public async Task<byte[]> GetRawAsync(string path, string? accept, CancellationToken ct) =>
        await SendAsync(HttpMethod.Get, path, null, default, true, ct, accept, isList: true);

    /// <summary>
    /// Opens a watch. Opening is bounded like any request; the stream itself is bounded by <see cref="WatchOptions.TimeoutSeconds"/> on the server only (RF6).
    /// </summary>
    /// <exception cref="TimeoutException">The server did not answer, or did not finish its refusal.</exception>
    public async Task<WatchStream> WatchAsync(ResourceType resource, string? ns, WatchOptions options, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(options.Query(resource.CollectionPath(ns))));
        request.Headers.Accept.Add(AcceptJson);
        using var opening = new LinkedDeadline(_openTimeout, _time, ct);
        HttpResponseMessage? response = null;
        try
        {
            response = await _transport.SendAsync(request, TransportLane.Watches, opening.Token);
            _metrics?.Record(HttpMethod.Get, (int)response.StatusCode, BaseAddress);
            if (!response.IsSuccessStatusCode) throw await ErrorAsync(response, opening.Token);
            return new(response, await response.Content.ReadAsStreamAsync(ct), resource);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            response?.Dispose();
            throw new TimeoutException($"{BaseAddress.Host} did not open the watch within {_openTimeout.TotalSeconds:0} s");
        }
        catch
        {
            response?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    // A server behind a path prefix keeps it: a leading slash must not replace it.
    private Uri Address(string path) => new(_root + path, UriKind.Absolute);

    private async Task<byte[]> SendAsync(
        HttpMethod method, string path, MediaTypeHeaderValue? contentType, ReadOnlyMemory<byte> body, bool replaySafe, CancellationToken ct, string? accept = null,
        bool isList = false)
    {
        // Where there is a synchronization context somebody drives us by it, as tests in virtual time do.
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: true, ct);
        context.Properties.Set(RequestResilience.ReplaySafe, replaySafe);
        try
        {
            var attempt = new Attempt(this, method, path, contentType, body, accept, isList ? _maxList : _maxAnswer);
            using var response = await _pipeline.ExecuteAsync(static (ctx, a) => a.SendAsync(ctx.CancellationToken), context, attempt);
            if (!response.IsSuccessStatusCode) throw await ErrorAsync(response, ct);
            return await response.Content.ReadAsByteArrayAsync(ct);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async Task BufferAsync(HttpResponseMessage response, long limit, CancellationToken ct)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(limit, ct);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new HttpRequestException(HttpRequestError.ConfigurationLimitExceeded, $"{BaseAddress.Host} answered with more than {limit} bytes", e);
        }
    }

    private async Task<StatusException> ErrorAsync(HttpResponseMessage response, CancellationToken ct)
    {
        await BufferAsync(response, _maxAnswer, ct);
        var body = await response.Content.ReadAsByteArrayAsync(ct);
        V1Status? status = null;
        try
        {
            status = JsonSerializer.Deserialize(body, KubernetesJsonContext.Default.V1Status);
        }
        catch (JsonException)
        {
            // Proxies and the health endpoints answer in plain text.
        }

        if (status?.Message is null)
        {
            var text = System.Text.Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 300))).Trim();
            status = new() { Code = (int)response.StatusCode, Message = $"the server answered {(int)response.StatusCode} {response.StatusCode}{(text.Length > 0 ? ": " + text : "")}" };
        }

        return new(status, response.StatusCode, response.Headers.RetryAfter?.Delta, _maxRetryAfter);
    }

    private readonly record struct Attempt(
        KubeClient Client, HttpMethod Method, string Path, MediaTypeHeaderValue? ContentType, ReadOnlyMemory<byte> Body, string? Accept, long Limit)
    {
        public async ValueTask<HttpResponseMessage> SendAsync(CancellationToken ct)
        {
            if (Client._rate is { } rate) await rate.WaitAsync(ct);
            if (Method != HttpMethod.Get) Client._fence?.Invoke();
            using var request = new HttpRequestMessage(Method, Client.Address(Path));
            if (Accept is null) request.Headers.Accept.Add(AcceptJson);
            else request.Headers.TryAddWithoutValidation("Accept", Accept);
            if (ContentType is not null)
            {
                request.Content = new ReadOnlyMemoryContent(Body);
                request.Content.Headers.ContentType = ContentType;
            }

            var response = await Client._transport.SendAsync(request, TransportLane.Requests, ct);
            try
            {
                // The body is read inside the attempt so that a stalled body counts against its timeout.
                await Client.BufferAsync(response, Limit, ct);
                Client._metrics?.Record(Method, (int)response.StatusCode, Client.BaseAddress);
                return response;
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }
    }
}
