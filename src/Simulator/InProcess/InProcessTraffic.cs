namespace Loadline.Simulator.InProcess;

/// <summary>What an in-process server was asked, and what it is still busy with.</summary>
public sealed class InProcessTraffic
{
    private readonly Lock _gate = new();
    private readonly List<string> _requests = [];
    private readonly List<string> _open = [];

    /// <summary>Every request so far, method and relative address, in the order of arrival.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_gate) return [.. _requests];
        }
    }

    /// <summary>Requests that the server has not finished, open watches among them.</summary>
    public IReadOnlyList<string> Open
    {
        get
        {
            lock (_gate) return [.. _open];
        }
    }

    internal string Note(string method, Uri uri)
    {
        var request = $"{method} {uri.PathAndQuery}";
        lock (_gate) _requests.Add(request);
        return request;
    }

    internal void Begin(string request)
    {
        lock (_gate) _open.Add(request);
    }

    internal void End(string request)
    {
        lock (_gate) _open.Remove(request);
    }
}
