using System.Text.Json;
using Loadline.Kubernetes.Models;

namespace Loadline.Operator.Sensing;

/// <summary>Amounts of resources: cpu in thousandths of a core, everything else in its base unit. The usual four cost no dictionary.</summary>
internal struct ResourceVector
{
    public long Cpu;
    public long Memory;
    public long EphemeralStorage;
    public long Pods;
    public Dictionary<string, long>? Extended;

    /// <summary>Reads a Kubernetes resource list; what is not a quantity is left out.</summary>
    public static ResourceVector Parse(JsonElement list)
    {
        var vector = default(ResourceVector);
        if (list.ValueKind != JsonValueKind.Object) return vector;
        foreach (var entry in list.EnumerateObject())
        {
            var text = entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString()! : entry.Value.GetRawText();
            if (ResourceQuantity.TryParse(text, out var quantity)) vector.Set(entry.Name, entry.Name == "cpu" ? quantity.MilliValue : quantity.Value);
        }

        return vector;
    }

    /// <summary>Adds another vector <paramref name="times"/> times; −1 subtracts it.</summary>
    public void Add(in ResourceVector other, int times = 1)
    {
        Cpu += other.Cpu * times;
        Memory += other.Memory * times;
        EphemeralStorage += other.EphemeralStorage * times;
        Pods += other.Pods * times;
        if (other.Extended is null) return;
        Extended ??= new(StringComparer.Ordinal);
        foreach (var (name, amount) in other.Extended) Extended[name] = Extended.GetValueOrDefault(name) + (amount * times);
    }

    /// <summary>Raises every amount to at least the other's.</summary>
    public void RaiseTo(in ResourceVector other)
    {
        Cpu = Math.Max(Cpu, other.Cpu);
        Memory = Math.Max(Memory, other.Memory);
        EphemeralStorage = Math.Max(EphemeralStorage, other.EphemeralStorage);
        Pods = Math.Max(Pods, other.Pods);
        if (other.Extended is null) return;
        Extended ??= new(StringComparer.Ordinal);
        foreach (var (name, amount) in other.Extended) Extended[name] = Math.Max(Extended.GetValueOrDefault(name), amount);
    }

    /// <summary>Replaces the amounts that the other one names.</summary>
    public void Override(in ResourceVector other)
    {
        if (other.Cpu != 0) Cpu = other.Cpu;
        if (other.Memory != 0) Memory = other.Memory;
        if (other.EphemeralStorage != 0) EphemeralStorage = other.EphemeralStorage;
        if (other.Extended is null) return;
        Extended ??= new(StringComparer.Ordinal);
        foreach (var (name, amount) in other.Extended) Extended[name] = amount;
    }

    /// <summary>A copy that shares nothing.</summary>
    public readonly ResourceVector Clone() => this with { Extended = Extended is null ? null : new(Extended, StringComparer.Ordinal) };

    /// <summary>By resource name; cpu, memory and pods always, the others where there are any.</summary>
    public readonly IReadOnlyDictionary<string, long> ToDictionary()
    {
        var map = new SortedDictionary<string, long>(StringComparer.Ordinal) { ["cpu"] = Cpu, ["memory"] = Memory, ["pods"] = Pods };
        if (EphemeralStorage != 0) map["ephemeral-storage"] = EphemeralStorage;
        foreach (var (name, amount) in Extended ?? []) if (amount != 0) map[name] = amount;
        return map;
    }

    private void Set(string name, long amount)
    {
        switch (name)
        {
            case "cpu": Cpu = amount; break;
            case "memory": Memory = amount; break;
            case "ephemeral-storage": EphemeralStorage = amount; break;
            case "pods": Pods = amount; break;
            default: (Extended ??= new(StringComparer.Ordinal))[name] = amount; break;
        }
    }
}
