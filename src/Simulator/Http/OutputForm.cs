using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Loadline.Simulator.Http;

internal enum OutputShape
{
    Object,
    Table,
    PartialMetadata,
}

/// <summary>The form of an answer, negotiated by <c>Accept</c>: as stored, as a Table for people, or metadata only.</summary>
internal readonly record struct OutputForm(OutputShape Shape, string MetaVersion)
{
    private const string Offered = "application/json";

    public static readonly OutputForm Plain = new(OutputShape.Object, "v1");

    /// <exception cref="ApiException">406: nothing that is accepted can be produced.</exception>
    public static OutputForm Negotiate(HttpRequest request)
    {
        var accept = request.Headers.Accept;
        if (accept.Count == 0 || !MediaTypeHeaderValue.TryParseList([.. accept.OfType<string>()], out var ranges) || ranges.Count == 0) return Plain;
        foreach (var range in ranges)
        {
            if (!MatchesJson(range)) continue;
            var shape = Parameter(range, "as");
            if (shape.Length == 0) return Plain;
            var version = Parameter(range, "v");
            if (Parameter(range, "g") != "meta.k8s.io" || version is not ("v1" or "v1beta1")) continue;
            if (shape == "Table") return new OutputForm(OutputShape.Table, version);
            if (shape is "PartialObjectMetadata" or "PartialObjectMetadataList") return new OutputForm(OutputShape.PartialMetadata, version);
        }
        throw ApiException.NotAcceptable(Offered);
    }

    /// <summary>True where a range of <paramref name="request"/> names exactly these parameters.</summary>
    public static bool Asks(HttpRequest request, string group, string version, string shape) =>
        MediaTypeHeaderValue.TryParseList([.. request.Headers.Accept.OfType<string>()], out var ranges)
        && ranges.Any(range => MatchesJson(range) && Parameter(range, "g") == group && Parameter(range, "v") == version && Parameter(range, "as") == shape);

    private static bool MatchesJson(MediaTypeHeaderValue range) =>
        range.MatchesAllTypes || (range.Type == "application" && (range.SubType == "json" || range.SubType == "*"));

    private static string Parameter(MediaTypeHeaderValue range, string name)
    {
        foreach (var parameter in range.Parameters)
        {
            if (parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return parameter.Value.Value?.Trim('"') ?? "";
        }
        return "";
    }
}
