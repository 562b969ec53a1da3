using System.Globalization;
using System.Text.Json;
using Loadline.Crds;

namespace Loadline.Operator.Sensing.Prometheus;

/// <summary>What a Prometheus answered to an instant query that must come to one number.</summary>
/// <param name="Value">The number; NaN when there is a problem.</param>
/// <param name="EvaluatedAt">The server's own time of the evaluation; null when there is a problem.</param>
/// <param name="Problem">Why there is no number; null when there is one.</param>
internal readonly record struct QueryAnswer(double Value, DateTimeOffset? EvaluatedAt, SignalProblem? Problem)
{
    private const int MaxQuoted = 200;

    /// <summary>An answer that is none.</summary>
    public static QueryAnswer None(string reason, string message) => new(double.NaN, null, new(reason, message));

    /// <summary>Reads the body of an answer of <c>/api/v1/query</c>. Never throws.</summary>
    /// <param name="json">The body.</param>
    public static QueryAnswer Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException)
        {
            return None(SignalReasons.PrometheusError, "the answer is not one of Prometheus' query API");
        }
    }

    private static QueryAnswer Read(JsonElement root)
    {
        if (root.GetProperty("status").GetString() != "success")
        {
            var kind = root.TryGetProperty("errorType", out var type) ? type.GetString() : null;
            var message = root.TryGetProperty("error", out var error) ? Quote(error.GetString()) : "no reason given";
            return None(kind is "bad_data" or "execution" ? SignalReasons.QueryRefused : SignalReasons.PrometheusError, message);
        }

        var data = root.GetProperty("data");
        var result = data.GetProperty("result");
        switch (data.GetProperty("resultType").GetString())
        {
            case "scalar":
                return Sample(result);
            case "vector":
                return result.GetArrayLength() switch
                {
                    0 => None(SignalReasons.NoSeries, "the query gives no series: nothing reports what it asks for"),
                    1 => Sample(result[0].TryGetProperty("value", out var value) ? value : result[0].GetProperty("histogram")),
                    var count => None(SignalReasons.ManySeries, $"the query gives {count} series and must give one; aggregate it, for example with sum() or max()"),
                };
            case var other:
                return None(SignalReasons.NotASample, $"the query gives a {other} and must give one number");
        }
    }

    private static QueryAnswer Sample(JsonElement sample)
    {
        if (sample[1].ValueKind != JsonValueKind.String) return None(SignalReasons.NotASample, "the query gives a histogram and must give one number");
        var text = sample[1].GetString();
        // Prometheus writes +Inf, -Inf and NaN as such.
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
            return None(SignalReasons.NotANumber, $"the query gives {text}; a division by nothing does");
        var seconds = sample[0].GetDouble();
        return double.IsFinite(seconds) && Math.Abs(seconds) < 1e11
            ? new(value, DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(seconds), null)
            : None(SignalReasons.PrometheusError, "the sample's time is not a time");
    }

    internal static string Quote(string? text)
    {
        var line = (text ?? "").ReplaceLineEndings(" ").Trim();
        return line.Length <= MaxQuoted ? line : line[..MaxQuoted] + "…";
    }
}
