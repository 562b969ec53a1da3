using System.Text.Json.Nodes;

namespace Loadline.Simulator.Tests.Contract;

/// <summary>An open watch.</summary>
public sealed class Watch(HttpResponseMessage response, StreamReader lines) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public int Code => (int)response.StatusCode;

    /// <summary>The next event, or null at the end of the stream.</summary>
    public async Task<WatchEvent?> Next()
    {
        var line = await lines.ReadLineAsync().WaitAsync(Patience);
        if (string.IsNullOrEmpty(line)) return null;
        var parsed = JsonNode.Parse(line)!;
        return new WatchEvent((string)parsed["type"]!, parsed["object"]!.AsObject());
    }

    /// <summary>The next event that is not a bookmark.</summary>
    public async Task<WatchEvent> NextChange()
    {
        while (await Next() is { } next)
        {
            if (next.Type != "BOOKMARK") return next;
        }
        throw new InvalidOperationException("the watch ended");
    }

    public async Task<string> Body() => await lines.ReadToEndAsync().WaitAsync(Patience);

    public void Dispose()
    {
        lines.Dispose();
        response.Dispose();
    }
}

public sealed record WatchEvent(string Type, JsonObject Object)
{
    public string Name => (string?)Object["metadata"]?["name"] ?? "";

    public string ResourceVersion => (string?)Object["metadata"]?["resourceVersion"] ?? "";
}
