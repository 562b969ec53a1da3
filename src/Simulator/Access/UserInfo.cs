using System.Text.Json.Nodes;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Access;

/// <summary>Who makes a request.</summary>
internal sealed record UserInfo(string Name, IReadOnlyList<string> Groups, string Uid = "")
{
    public const string Masters = "system:masters";

    public const string Authenticated = "system:authenticated";

    /// <summary>Whoever has the cluster's own token.</summary>
    public static UserInfo Admin { get; } = new("admin", [Masters, Authenticated]);

    public bool IsMaster => Groups.Contains(Masters);

    public static UserInfo ServiceAccount(string @namespace, string name, string uid) => new(
        ServiceAccountName(@namespace, name), ["system:serviceaccounts", $"system:serviceaccounts:{@namespace}", Authenticated], uid);

    public static string ServiceAccountName(string? @namespace, string? name) => $"system:serviceaccount:{@namespace}:{name}";

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["username"] = Name };
        if (Uid.Length > 0) json["uid"] = Uid;
        json["groups"] = Groups.ToJsonArray();
        return json;
    }
}
