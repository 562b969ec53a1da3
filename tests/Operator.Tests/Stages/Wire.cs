namespace Loadline.Operator.Tests.Stages;

/// <summary>The way to an API server: lists and watches never answer on it, and what becomes of a write is the test's to say.</summary>
internal sealed class Wire(HttpMessageHandler server) : DelegatingHandler(server)
{
    /// <summary>Stands between a write and the server; null lets it pass.</summary>
    public Func<HttpRequestMessage, Func<Task<HttpResponseMessage>>, Task<HttpResponseMessage>>? OnWrite { get; set; }

    /// <summary>Requests that reached the server, method and path.</summary>
    public List<string> Requests { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var uri = request.RequestUri!;
        // Rows are put where they belong by the test itself, at the moment of its choice.
        if (request.Method == HttpMethod.Get && uri.Query.Contains("labelSelector", StringComparison.Ordinal)) await Task.Delay(Timeout.Infinite, cancellationToken);
        if (request.Method != HttpMethod.Get && OnWrite is { } step) return await step(request, PassAsync);
        return await PassAsync();

        Task<HttpResponseMessage> PassAsync()
        {
            lock (Requests) Requests.Add($"{request.Method} {uri.AbsolutePath}");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
