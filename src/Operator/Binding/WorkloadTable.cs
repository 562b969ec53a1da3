using Loadline.Placement.Matching;
using Loadline.Registry.Map;

namespace Loadline.Operator.Binding;

/// <summary>All templates that are or were placed.</summary>
internal sealed class WorkloadTable
{
    private const int ExpectedTemplates = 10_000;

    private readonly VersionedShardMap<TemplateKey, Workload> _workloads = new(ShardCounts.For(ExpectedTemplates));

    public int Count => _workloads.Count;

    public IEnumerable<Workload> All => _workloads.TakeSnapshot().Select(static item => item.Value);

    /// <summary>The templates that a policy placed, with their bindings. O(templates).</summary>
    public IEnumerable<(Workload Workload, BindingView Binding)> PlacedBy(PolicyKey policy)
    {
        foreach (var workload in All)
        {
            BindingView? binding;
            lock (workload.Gate) binding = workload.Binding;
            if (binding?.Owner == policy) yield return (workload, binding);
        }
    }

    /// <summary>Objects in members that come from templates of a policy, as far as is known.</summary>
    public int ObjectsOf(PolicyKey policy) => PlacedBy(policy).Sum(static placed => placed.Binding.MayHold().Distinct(StringComparer.Ordinal).Count());

    public Workload GetOrAdd(TemplateKey key)
    {
        while (true)
        {
            if (_workloads.TryGet(key, out var known)) return known;
            var created = new Workload(key);
            if (_workloads.TryAdd(key, created)) return created;
        }
    }

    public Workload? Find(TemplateKey key) => _workloads.TryGet(key, out var workload) ? workload : null;

    public void Remove(TemplateKey key) => _workloads.TryRemove(key, out _);
}
