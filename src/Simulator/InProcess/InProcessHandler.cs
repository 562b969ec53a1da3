using System.Text;
using System.Text.Json.Nodes;
using Loadline.Simulator.Faults;
using Loadline.Simulator.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Loadline.Simulator.InProcess;

/// <summary>Hands requests to the server's pipeline without a network in between, and lets a script break them on the way.</summary>
internal sealed class InProcessHandler(ApiServer server, TimeProvider time, FaultScript? script, InProcessTraffic traffic) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var context = SynchronizationContext.Current;
        var uri = request.RequestUri!;
        var fault = script?.Invoke(new(request.Method.Method, uri.AbsolutePath, uri.Query));
        var noted = traffic.Note(request.Method.Method, uri);
        if (fault is not null)
        {
            await Detached.DelayAsync(fault.Delay, time, cancellationToken).ConfigureAwait(false);
            if (fault is { Reset: true, AfterEffect: false }) throw Broken();
            if (fault.Status != 0) return Refusal(request, fault);
        }

        var http = new DefaultHttpContext();
        var aborted = new CancellationTokenSource();
        var started = new TaskCompletionSource<Answer>();
        var answer = new Answer(a => DetachedScheduler.Run(() => started.TrySetResult(a)));
        http.Features.Set<IHttpResponseFeature>(answer);
        http.Features.Set<IHttpResponseBodyFeature>(answer);
        if (fault is not null) http.Features.Set(fault);
        http.RequestAborted = aborted.Token;
        await FillAsync(http.Request, request, cancellationToken).ConfigureAwait(false);
        // What came before may have left the caller's context; the server lives in it.
        DetachedScheduler.RunIn(context, () => _ = ServeAsync(http, answer, noted));
        await Detached.WaitAsync(started, cancellationToken, aborted.Cancel).ConfigureAwait(false);
        if (fault is { Reset: true })
        {
#pragma warning disable CA1849, S6966 // CancelAsync would run the server's ends on another thread.
            aborted.Cancel();
#pragma warning restore CA1849, S6966
            throw Broken();
        }

        return answer.ToMessage(request, new StreamContent(new FaultyBody(answer.Reader.AsStream(), fault, time, aborted.Cancel)));
    }

    private async Task ServeAsync(HttpContext http, Answer answer, string noted)
    {
        traffic.Begin(noted);
        try
        {
            await server.HandleAsync(http);
        }
        finally
        {
            traffic.End(noted);
            await answer.CompleteAsync();
        }
    }

    private static async Task FillAsync(HttpRequest target, HttpRequestMessage request, CancellationToken ct)
    {
        var uri = request.RequestUri!;
        target.Method = request.Method.Method;
        target.Scheme = uri.Scheme;
        target.Host = new(uri.Authority);
        target.Path = PathString.FromUriComponent(uri);
        target.QueryString = QueryString.FromUriComponent(uri);
        foreach (var (name, values) in request.Headers.NonValidated) target.Headers[name] = values.ToString();
        if (request.Content is null) return;
        foreach (var (name, values) in request.Content.Headers.NonValidated) target.Headers[name] = values.ToString();
        var body = await request.Content.ReadAsByteArrayAsync(ct).ConfigureAwait(false);
        target.Body = new MemoryStream(body);
        target.ContentLength = body.Length;
    }

    private static HttpResponseMessage Refusal(HttpRequestMessage request, RequestFault fault)
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["status"] = "Failure",
            ["message"] = "a fault of the simulation",
            ["reason"] = Reason(fault.Status),
            ["code"] = fault.Status,
        };
        var message = new HttpResponseMessage((System.Net.HttpStatusCode)fault.Status)
        {
            RequestMessage = request,
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(status.ToJsonString())),
        };
        if (fault.RetryAfterSeconds is { } seconds) message.Headers.RetryAfter = new(TimeSpan.FromSeconds(seconds));
        return message;
    }

    private static string Reason(int status) => status switch
    {
        410 => "Expired",
        429 => "TooManyRequests",
        503 => "ServiceUnavailable",
        504 => "Timeout",
        _ => "InternalError",
    };

    private static HttpRequestException Broken() => new(HttpRequestError.ConnectionError, "the connection was reset");
}
