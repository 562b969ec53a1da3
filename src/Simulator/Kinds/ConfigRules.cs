using System.Text;
using System.Text.Json.Nodes;
using Loadline.Simulator.Http;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Kinds;

/// <summary>ConfigMaps and Secrets.</summary>
internal sealed class ConfigRules(bool secret) : IKindRules
{
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
        if (old.Flag("immutable") && (!old.At("data").Same(obj.At("data")) || !obj.Flag("immutable")))
        {
            yield return Causes.Forbidden("data", "field is immutable when `immutable` is set");
        }
        if (!secret) yield break;
        if (old is not null && old.Text("type") != obj.Text("type")) yield return Causes.Immutable("type", obj["type"]);
        foreach (var entry in obj.Obj("data") ?? [])
        {
            if (!IsBase64(entry.Value.Text() ?? "")) yield return Causes.Invalid($"data[{entry.Key}]", "<secret contents redacted>", "illegal base64 data");
        }
    }

    private static bool IsBase64(string text) => Convert.TryFromBase64String(text, new byte[(text.Length * 3 / 4) + 3], out _);
}
