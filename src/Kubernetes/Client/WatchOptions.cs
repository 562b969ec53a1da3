using System.Globalization;

namespace Loadline.Kubernetes.Client;

/// <summary>Options of a watch request.</summary>
public sealed record WatchOptions
{
    /// <summary>Label selector in text form; null selects all.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Field selector in text form; null selects all.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>Part of the objects to send; null for all. A server that does not know it sends all (RF15).</summary>
    public ShardSelector? Shard { get; init; }

    /// <summary>Version to start after; null or empty for the most recent.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Seconds after which the server ends the stream (RF6).</summary>
    public required int TimeoutSeconds { get; init; }

    /// <summary>Asks for the state as ADDED events and a closing bookmark before live events (RF5).</summary>
    public bool SendInitialEvents { get; init; }

    internal string Query(string path)
    {
        var query = new QueryBuilder(path);
        query.Add("watch", "true");
        query.Add("allowWatchBookmarks", "true");
        query.Add("labelSelector", LabelSelector);
        query.Add("fieldSelector", FieldSelector);
        query.Add("shardSelector", Shard?.ToString());
        query.Add("resourceVersion", ResourceVersion);
        query.Add("timeoutSeconds", TimeoutSeconds.ToString(CultureInfo.InvariantCulture));
        if (SendInitialEvents)
        {
            query.Add("sendInitialEvents", "true");
            query.Add("resourceVersionMatch", "NotOlderThan");
        }

        return query.ToString();
    }
}
