using Loadline.Simulator.Json;

namespace Loadline.Simulator.Http;

/// <summary>Options of a delete, from the body and the query.</summary>
internal sealed record DeleteOptions(string Propagation, int? GraceSeconds, string? Uid, string? ResourceVersion)
{
    public static async Task<DeleteOptions> ReadAsync(ApiCall call)
    {
        var body = await RequestBody.ReadObjectAsync(call.Http.Request, call.Cancelled) ?? [];
        if (body.Arr("dryRun") is { Count: > 0 } && !call.DryRun) call.Http.Request.QueryString = call.Http.Request.QueryString.Add("dryRun", "All");
        var propagation = body.Text("propagationPolicy") ?? call.Option("propagationPolicy");
        if (propagation.Length > 0 && (body.At("orphanDependents") is not null || call.Option("orphanDependents").Length > 0))
        {
            throw ApiException.InvalidOptions(
                "DeleteOptions", "propagationPolicy", "FieldValueInvalid", $"Invalid value: \"{propagation}\": orphanDependents and deletionPropagation cannot be both set");
        }
        if (propagation.Length == 0 && (body.At("orphanDependents") is not null || call.Option("orphanDependents").Length > 0))
        {
            propagation = body.Flag("orphanDependents") || call.Flag("orphanDependents") ? "Orphan" : "Background";
        }
        if (propagation is not ("" or "Background" or "Foreground" or "Orphan"))
        {
            throw ApiException.InvalidOptions(
                "DeleteOptions",
                "propagationPolicy",
                "FieldValueNotSupported",
                $"Unsupported value: \"{propagation}\": supported values: \"Background\", \"Foreground\", \"Orphan\"");
        }
        return new DeleteOptions(
            propagation,
            (int?)body.Number("gracePeriodSeconds") ?? call.Number("gracePeriodSeconds"),
            body.Text("preconditions", "uid"),
            body.Text("preconditions", "resourceVersion"));
    }
}
