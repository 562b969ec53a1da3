using System.Text.Json.Nodes;
using Loadline.Simulator.Http;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Kinds;

/// <summary>Services get a cluster IP and node ports, which a copy for another cluster must not carry along.</summary>
internal sealed class ServiceRules : IKindRules
{
    private int _nextAddress = 1;
    private int _nextNodePort = 29_999;

    public void PrepareCreate(JsonObject obj) => obj["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() };

    public void Default(JsonObject obj, JsonObject? old)
    {
        var spec = obj.Ensure("spec");
        spec.Default("type", "ClusterIP");
        spec.Default("sessionAffinity", "None");
        var type = spec.Text("type");
        if (type == "ExternalName") return;
        spec.Default("internalTrafficPolicy", "Cluster");
        spec.Default("ipFamilyPolicy", "SingleStack");
        spec.Default("ipFamilies", new JsonArray("IPv4"));
        if (spec["clusterIP"] is null)
        {
            spec["clusterIP"] = old.Text("spec", "clusterIP") ?? NextAddress();
        }
        if (spec["clusterIPs"] is null) spec["clusterIPs"] = new JsonArray(spec.Text("clusterIP"));
        foreach (var port in spec.Arr("ports")?.OfType<JsonObject>() ?? [])
        {
            port.Default("protocol", "TCP");
            if (port["targetPort"] is null && port["port"] is { } number) port["targetPort"] = number.DeepClone();
            if (type is "NodePort" or "LoadBalancer" && port["nodePort"] is null) port["nodePort"] = NodePortOf(port, old);
        }
    }

    public IEnumerable<StatusCause> Validate(JsonObject obj, JsonObject? old)
    {
        var spec = obj.Obj("spec");
        if (spec.Text("type") is { } type and not ("ClusterIP" or "NodePort" or "LoadBalancer" or "ExternalName"))
        {
            yield return Causes.Unsupported("spec.type", type, "ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
        }
        if (spec.Arr("ports") is null or { Count: 0 } && spec.Text("clusterIP") is not "None" && spec.Text("type") != "ExternalName")
        {
            yield return Causes.Required("spec.ports");
        }
        if (old.Text("spec", "clusterIP") is { Length: > 0 } was && spec.Text("clusterIP") != was && spec.Text("type") != "ExternalName")
        {
            yield return Causes.Invalid("spec.clusterIPs[0]", new JsonArray(spec.Text("clusterIP")), "may not change once set");
        }
    }

    private string NextAddress()
    {
        var next = Interlocked.Increment(ref _nextAddress);
        return $"10.96.{(next >> 8) & 0xff}.{next & 0xff}";
    }

    private int NodePortOf(JsonObject port, JsonObject? old)
    {
        var before = (old.Arr("spec", "ports") ?? []).FirstOrDefault(candidate => candidate.At("port").Same(port["port"]));
        return before.Number("nodePort") is { } kept ? (int)kept : 30_000 + ((Interlocked.Increment(ref _nextNodePort) - 30_000) % 2768);
    }
}
