using System.Net;
using System.Text;
using Loadline.Simulator.InProcess;

namespace Loadline.Kubernetes.Tests.Faults;

/// <summary>Answers requests with exactly what a test says, for what no correct server would send.</summary>
internal sealed class ScriptedServer(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
{
    public List<string> Requests { get; } = [];

    /// <summary>A complete JSON answer.</summary>
    public static HttpResponseMessage Json(string json, HttpStatusCode code = HttpStatusCode.OK) =>
        new(code) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json)) };

    /// <summary>A watch that sends these lines and then ends, or stays open.</summary>
    public static HttpResponseMessage Watch(bool staysOpen, params IEnumerable<string> lines)
    {
        var pipe = DetachedScheduler.CreatePipe();
        foreach (var line in lines) pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(line + "\n")).AsTask().GetAwaiter().GetResult();
        if (!staysOpen) pipe.Writer.Complete();
        return new(HttpStatusCode.OK) { Content = new StreamContent(pipe.Reader.AsStream()) };
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Add(request.RequestUri!.PathAndQuery);
        return Task.FromResult(answer(request));
    }
}
