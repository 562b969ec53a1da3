using System.Globalization;
using System.Text;

namespace Loadline.Kubernetes.Client;

/// <summary>Options of a list request. All optional.</summary>
public sealed record ListOptions
{
    /// <summary>Label selector in text form; null selects all.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Field selector in text form; null selects all.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>Part of the objects to send; null for all. A server that does not know it sends all (RF15).</summary>
    public ShardSelector? Shard { get; init; }

    /// <summary>Not older than this version; null asks for the most recent.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Page size; null for no paging.</summary>
    public int? Limit { get; init; }

    /// <summary>Token of the page to read; null for the first.</summary>
    public string? Continue { get; init; }

    internal string Query(string path)
    {
        var query = new QueryBuilder(path);
        query.Add("labelSelector", LabelSelector);
        query.Add("fieldSelector", FieldSelector);
        query.Add("shardSelector", Shard?.ToString());
        query.Add("resourceVersion", ResourceVersion);
        query.Add("limit", Limit?.ToString(CultureInfo.InvariantCulture));
        query.Add("continue", Continue);
        return query.ToString();
    }
}

/// <summary>Appends query parameters to a path.</summary>
internal ref struct QueryBuilder(string path)
{
    private readonly StringBuilder _text = new(path);
    private bool _any = path.Contains('?');

    public void Add(string name, string? value)
    {
        if (value is null) return;
        _text.Append(_any ? '&' : '?').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        _any = true;
    }

    public readonly override string ToString() => _text.ToString();
}
