using System.Text;
using System.Text.Json.Nodes;
using Loadline.Simulator.Http;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Kinds;

/// <summary>ConfigMaps and Secrets.</summary>
internal sealed class ConfigRules(bool secret) : IKindRules
{
    private const int MaxBytes = 1 << 20;

    public void Default(JsonObject obj, JsonObject? old)
    {
        if (!secret) return;
        obj.Default("type", "Opaque");
        if (obj.Obj("stringData") is { } plain)
        {
            var data = obj.Ensure("data");
            foreach (var entry in plain) data[entry.Key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(entry.Value.Text() ?? ""));
        }
        obj.Remove("stringData");
    }

    public IEnumerable<StatusCause> Validate(JsonObject obj, JsonObject? old)
    {
        if (Size(obj) > MaxBytes) yield return new StatusCause("FieldValueTooLong", $"Too long: must have at most {MaxBytes} bytes", secret ? "data" : "");
        if (old.Flag("immutable") && (!old.At("data").Same(obj.At("data")) || !obj.Flag("immutable")))
        {
            yield return Causes.Forbidden("data", "field is immutable when `immutable` is set");
        }
        if (!secret) yield break;
        if (old is not null && old.Text("type") != obj.Text("type")) yield return Causes.Immutable("type", obj["type"]);
    }

    private static long Size(JsonObject obj) => BytesOf(obj.Obj("data")) + BytesOf(obj.Obj("binaryData"));

    private static long BytesOf(JsonObject? data) => (data ?? []).Sum(entry => (long)Encoding.UTF8.GetByteCount(entry.Value.Text() ?? ""));
}
