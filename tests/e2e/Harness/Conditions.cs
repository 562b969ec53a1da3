using System.Text.Json.Nodes;

namespace Loadline.E2E.Harness;

/// <summary>Reads <c>status.conditions</c>.</summary>
internal static class Conditions
{
    public static JsonObject? Find(JsonObject? subject, string type) =>
        (subject?["status"]?["conditions"] as JsonArray)?.Select(c => c!.AsObject()).FirstOrDefault(c => (string?)c["type"] == type);

    public static string? Status(JsonObject? subject, string type) => (string?)Find(subject, type)?["status"];

    public static string? Reason(JsonObject? subject, string type) => (string?)Find(subject, type)?["reason"];

    public static string Message(JsonObject? subject, string type) => (string?)Find(subject, type)?["message"] ?? "";
}
