using System.Collections.Concurrent;

namespace Loadline.Operator.Binding;

/// <summary>All templates that are or were placed.</summary>
internal sealed class WorkloadTable
{
    private readonly ConcurrentDictionary<TemplateKey, Workload> _workloads = new();

    public int Count => _workloads.Count;

    public IEnumerable<Workload> All => _workloads.Values;

    public Workload GetOrAdd(TemplateKey key) => _workloads.GetOrAdd(key, static k => new(k));

    public Workload? Find(TemplateKey key) => _workloads.GetValueOrDefault(key);

    public void Remove(TemplateKey key) => _workloads.TryRemove(key, out _);
}
