using System.Text.Json.Nodes;
using Loadline.Kubernetes.Models;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Workloads;

/// <summary>CPU in thousandths of a core, memory in bytes.</summary>
internal readonly record struct PodResources(long MilliCpu, long Memory)
{
    public static PodResources operator +(PodResources a, PodResources b) => new(a.MilliCpu + b.MilliCpu, a.Memory + b.Memory);

    public static PodResources operator -(PodResources a, PodResources b) => new(a.MilliCpu - b.MilliCpu, a.Memory - b.Memory);

    /// <summary>What the scheduler reserves for a pod: the sum of its containers' requests.</summary>
    public static PodResources RequestsOf(JsonObject pod)
    {
        var sum = default(PodResources);
        foreach (var container in pod.Arr("spec", "containers") ?? []) sum += From(container.Obj("resources", "requests"));
        return sum;
    }

    public static PodResources From(JsonObject? resources) => new(Read(resources, "cpu").MilliValue, Read(resources, "memory").Value);

    private static ResourceQuantity Read(JsonObject? resources, string name) =>
        resources?[name] is { } value && ResourceQuantity.TryParse(value.ToString(), out var quantity) ? quantity : ResourceQuantity.Zero;
}
