using System.Globalization;
using System.Text.RegularExpressions;
using Loadline.E2E.Harness;

namespace Loadline.Bench.Propagate;

/// <summary>How many writes an API server has answered, by resource and verb, from its own metrics.</summary>
internal sealed partial class ApiWrites
{
    private static readonly string[] Verbs = ["POST", "PUT", "PATCH", "APPLY", "DELETE"];

    private readonly Dictionary<(string Resource, string Verb), long> _counts = [];

    public IEnumerable<(string Resource, string Verb, long Count)> Rows =>
        _counts.Where(row => row.Value != 0).OrderByDescending(row => row.Value).Select(row => (row.Key.Resource, row.Key.Verb, row.Value));

    public long Total => _counts.Values.Sum();

    public static async Task<ApiWrites> ReadAsync(KubeClient client, CancellationToken cancellationToken)
    {
        var writes = new ApiWrites();
        foreach (var line in (await client.GetTextAsync("/metrics", cancellationToken)).Split('\n'))
        {
            if (!line.StartsWith("apiserver_request_total{", StringComparison.Ordinal))
                continue;
            var labels = Label().Matches(line).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);
            // Leases are kept by leader election and by the API server itself, whatever is propagated.
            if (!Verbs.Contains(labels["verb"]) || labels["resource"] == "leases")
                continue;
            var resource = labels.GetValueOrDefault("subresource") is { Length: > 0 } sub ? $"{labels["resource"]}/{sub}" : labels["resource"];
            var value = double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
            writes.Add(resource, labels["verb"], (long)value);
        }

        return writes;
    }

    /// <summary>Waits until the count stands still for a second, because status writes may trail; then returns it.</summary>
    public static async Task<ApiWrites> ReadSettledAsync(KubeClient client, CancellationToken cancellationToken)
    {
        var last = await ReadAsync(client, cancellationToken);
        for (var attempt = 0; attempt < 10; attempt++)
        {
            await Task.Delay(1000, cancellationToken);
            var next = await ReadAsync(client, cancellationToken);
            if (next.Total == last.Total)
                return next;
            last = next;
        }

        return last;
    }

    public ApiWrites Since(ApiWrites earlier)
    {
        var difference = new ApiWrites();
        foreach (var (key, count) in _counts)
            difference.Add(key.Resource, key.Verb, count - earlier._counts.GetValueOrDefault(key));
        return difference;
    }

    public ApiWrites Without(string resource, string verb, long count)
    {
        var rest = new ApiWrites();
        foreach (var (key, value) in _counts)
            rest.Add(key.Resource, key.Verb, key == (resource, verb) ? value - count : value);
        return rest;
    }

    private void Add(string resource, string verb, long count) =>
        _counts[(resource, verb)] = _counts.GetValueOrDefault((resource, verb)) + count;

    [GeneratedRegex("""(\w+)="([^"]*)"[,}]""")]
    private static partial Regex Label();
}
