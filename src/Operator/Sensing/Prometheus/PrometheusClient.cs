using System.Net;
using Loadline.Crds;
using Loadline.Kubernetes.Config;
using Loadline.Kubernetes.Http;

namespace Loadline.Operator.Sensing.Prometheus;

/// <summary>Asks one Prometheus. Answers, never throws, except when cancelled.</summary>
/// <param name="transport">The server: address, certificates, token. Disposed with the client.</param>
/// <param name="limit">How long an answer may take.</param>
/// <param name="time">Clock.</param>
internal sealed class PrometheusClient(KubeTransport transport, TimeSpan limit, TimeProvider time) : IDisposable
{
    /// <summary>One number fits into much less; what is longer is a query that forgot to aggregate.</summary>
    private const int MaxBody = 64 * 1024;

    /// <summary>The number that a query comes to, and how old it was when it was received.</summary>
    /// <param name="query">PromQL.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<(QueryAnswer Answer, TimeSpan Age)> QueryAsync(string query, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("api/v1/query", UriKind.Relative))
            {
                Content = new FormUrlEncodedContent([new("query", query), new("timeout", FormattableString.Invariant($"{limit.TotalSeconds:0.###}s")), new("limit", "2")]),
            };
            using var response = await transport.SendAsync(request, TransportLane.Requests, linked.Token).WaitAsync(linked.Token);
            return await ReadAsync(response, linked.Token);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (KubeConfigException e)
        {
            return (QueryAnswer.None(SignalReasons.PrometheusInvalid, e.Message), default);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or InvalidOperationException)
        {
            return (QueryAnswer.None(SignalReasons.PrometheusNotReachable, TransportFailure.Classify(e, transport.BaseAddress, limit).Message), default);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => transport.Dispose();

    private async Task<(QueryAnswer, TimeSpan)> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            return (QueryAnswer.None(SignalReasons.PrometheusUnauthorized, TransportFailure.Of(response.StatusCode, transport.BaseAddress)!.Message), default);
        var body = await BodyAsync(response, ct);
        if (body is null) return (QueryAnswer.None(SignalReasons.ManySeries, $"the answer is longer than {MaxBody / 1024} KiB; aggregate the query to one number"), default);
        // 400 and 422 carry Prometheus' own words in the usual form; other refusals come from what stands before it.
        if (!response.IsSuccessStatusCode && response.StatusCode is not (HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity))
        {
            var said = QueryAnswer.Quote(System.Text.Encoding.UTF8.GetString(body));
            return (QueryAnswer.None(SignalReasons.PrometheusError, $"{(int)response.StatusCode} of {transport.BaseAddress.GetLeftPart(UriPartial.Path)}{(said.Length > 0 ? ": " + said : "")}"), default);
        }

        var answer = QueryAnswer.Parse(body);
        // Both times are the server's, so that a wrong clock there or here makes no sample look old or young.
        var age = answer.EvaluatedAt is { } at && response.Headers.Date is { } date && date > at ? date - at : TimeSpan.Zero;
        return (answer, age);
    }

    private static async Task<byte[]?> BodyAsync(HttpResponseMessage response, CancellationToken ct)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        var buffer = new byte[MaxBody];
        var length = await stream.ReadAtLeastAsync(buffer, MaxBody, throwOnEndOfStream: false, ct);
        return length == MaxBody ? null : buffer[..length];
    }
}
