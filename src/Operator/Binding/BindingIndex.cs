using System.Collections.Concurrent;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Informers;
using Loadline.Operator.Hosting;

namespace Loadline.Operator.Binding;

/// <summary>
/// The hub's bindings by template. Follows both binding kinds, keeps each workload's view current (own writes included), and tells who must
/// look again.
/// </summary>
internal sealed class BindingIndex(
    HubInformer namespaced, HubInformer cluster, RestMapper hubKinds, WorkloadTable workloads, ILogger<BindingIndex> logger)
{
    private readonly ConcurrentDictionary<(ResourceType, ObjectKey), TemplateKey> _templates = new();
    private readonly ConcurrentDictionary<(ResourceType, ObjectKey), (string ApiVersion, string Kind)> _unresolved = new();

    /// <summary>Called when a binding appeared or changed; gets the state before, if any. May only enqueue.</summary>
    public Action<Workload, BindingView?>? Changed { get; set; }

    /// <summary>Called when a binding is gone. May only enqueue.</summary>
    public Action<Workload>? Removed { get; set; }

    public bool HasSynced => namespaced.Store.HasSynced && cluster.Store.HasSynced;

    /// <summary>Called when a binding is for a kind that the hub is not known to serve, by this process's discovery: to look for it. Gives what is found at once.</summary>
    public Func<string, string, ResourceType?>? KindMissing { get; set; }

    /// <summary>Whether some binding waits for a kind to be known: nothing is concluded from that.</summary>
    public bool Awaits(string apiVersion, string kind)
    {
        foreach (var (_, missing) in _unresolved)
            if (missing == (apiVersion, kind)) return true;
        return false;
    }

    /// <summary>Kinds have become known: the bindings that waited for them are looked at again.</summary>
    public void KindsFound()
    {
        namespaced.Store.Resync();
        cluster.Store.Resync();
    }

    public void Start()
    {
        namespaced.Store.Subscribe(c => Follow(namespaced.Resource, c));
        cluster.Store.Subscribe(c => Follow(cluster.Resource, c));
    }

    /// <summary>Which resource binds a template, and under which key.</summary>
    public static (ResourceType Resource, ObjectKey Key) Address(TemplateKey template) =>
        (template.Namespace is null ? LoadlineResources.ClusterResourceBindings : LoadlineResources.ResourceBindings,
            new(template.Namespace, BindingName.For(template.Resource.Group, template.Resource.Kind, template.Name)));

    /// <summary>Takes the answer of an own write before the watch brings it.</summary>
    public void Observe(ResourceType resource, KubeObject written) =>
        (resource == namespaced.Resource ? namespaced : cluster).Store.Observe(written);

    /// <summary>Notes that a binding is gone before the watch says so.</summary>
    public void ObserveGone(ResourceType resource, KubeObject last) =>
        (resource == namespaced.Resource ? namespaced : cluster).Store.Remove(last);

    private void Follow(ResourceType resource, StoreChange change)
    {
        var id = (resource, change.Object.Key);
        if (change.IsResync && !_unresolved.ContainsKey(id)) return;
        if (change.New is null)
        {
            _unresolved.TryRemove(id, out _);
            if (_templates.TryRemove(id, out var gone) && workloads.Find(gone) is { } left)
            {
                lock (left.Gate)
                {
                    left.Binding = null;
                    left.Written = null;
                    left.WrittenStatus = null;
                    left.ForgetMembers();
                }

                Removed?.Invoke(left);
            }

            return;
        }

        var view = BindingReader.Read(resource, change.New, Known(id), out var problem);
        if (problem is not null) logger.LogError("{Binding} cannot be read: {Problem}; what it placed stays", change.New, problem);
        if (view is null) return;
        var reference = view.Spec.Resource;
        if (hubKinds.Known(reference.ApiVersion, reference.Kind) is not { } kind)
        {
            // Noted before it is asked for: the answer may come at once.
            _unresolved[id] = (reference.ApiVersion, reference.Kind);
            if (KindMissing?.Invoke(reference.ApiVersion, reference.Kind) is not { } late)
            {
                if (!change.IsResync) logger.LogWarning("{Binding} is for a {Kind} of {ApiVersion}, which the hub is not known to serve; it waits for that", change.New, reference.Kind, reference.ApiVersion);
                return;
            }

            kind = late;
        }

        _unresolved.TryRemove(id, out _);
        var key = new TemplateKey(kind, kind.Namespaced ? reference.Namespace : null, reference.Name);
        _templates[id] = key;
        var workload = workloads.GetOrAdd(key);
        BindingView? before;
        lock (workload.Gate)
        {
            before = workload.Binding;
            workload.Binding = view;
        }

        Changed?.Invoke(workload, before);
    }

    private BindingView? Known((ResourceType, ObjectKey) id)
    {
        if (!_templates.TryGetValue(id, out var template) || workloads.Find(template) is not { } workload) return null;
        lock (workload.Gate) return workload.Binding;
    }
}
