using System.Text.Json.Nodes;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Workloads;

/// <summary>Writes entries of <c>status.conditions</c>.</summary>
internal static class Conditions
{
    /// <summary>Returns whether anything changed; the transition time moves only when the status does.</summary>
    public static bool Set(JsonObject obj, DateTimeOffset now, string type, bool status, string reason, string message, bool updateTime = false)
    {
        var conditions = obj.Ensure("status").EnsureArray("conditions");
        var condition = conditions.OfType<JsonObject>().FirstOrDefault(existing => existing.Text("type") == type);
        var text = status ? "True" : "False";
        if (condition is not null && condition.Text("status") == text && (condition.Text("reason") ?? "") == reason
            && (condition.Text("message") ?? "") == message)
        {
            return false;
        }
        if (condition is null)
        {
            condition = new JsonObject { ["type"] = type };
            conditions.Add((JsonNode)condition);
        }
        if (condition.Text("status") != text) condition["lastTransitionTime"] = now.Rfc3339();
        if (updateTime) condition["lastUpdateTime"] = now.Rfc3339();
        condition["status"] = text;
        if (reason.Length > 0) condition["reason"] = reason;
        else condition.Remove("reason");
        if (message.Length > 0) condition["message"] = message;
        else condition.Remove("message");
        return true;
    }

    public static bool IsTrue(JsonObject obj, string type) =>
        (obj.Arr("status", "conditions") ?? []).Any(condition => condition.Text("type") == type && condition.Text("status") == "True");
}
