using System.Text.Json;
using Loadline.Crds;
using Loadline.Crds.Validation;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Controllers;
using Loadline.Kubernetes.Queue;
using Loadline.Operator.Hosting;

namespace Loadline.Operator.Observing;

/// <summary>Override policies are accepted and checked; that they are not acted on yet is said in their status, where a user looks.</summary>
internal sealed class OverrideStatusLoop(KubeClient hub, HubInformer namespaced, HubInformer cluster, TimeProvider time, ILogger<OverrideStatusLoop> logger)
{
    public async Task RunAsync(CancellationToken ct)
    {
        using var queue = new WorkQueue<ObjectKey>(time);
        using var first = namespaced.Store.Subscribe(c => queue.Add(c.Object.Key));
        using var second = cluster.Store.Subscribe(c => queue.Add(c.Object.Key));
        await new ControllerLoop<ObjectKey>("override-status", queue, ReconcileAsync, 1, time, null, logger).RunAsync(ct);
    }

    private async Task<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken ct)
    {
        var informer = key.Namespace is null ? cluster : namespaced;
        if (informer.Store.Get(key) is not { IsDeleting: false } item) return ReconcileResult.Done;
        OverridePolicySpec? spec;
        OverridePolicyStatus? before;
        if (key.Namespace is null) (spec, before) = item.As(CrdsJsonContext.Default.V1Alpha1ClusterOverridePolicy) is var wide ? (wide.Spec, wide.Status) : default;
        else (spec, before) = item.As(CrdsJsonContext.Default.V1Alpha1OverridePolicy) is var narrow ? (narrow.Spec, narrow.Status) : default;
        var errors = spec is null ? [] : OverrideValidation.Validate(PolicyDefaults.Apply(spec, key.Namespace), key.Namespace);
        var set = new ConditionSet(before?.Conditions, item.Generation, time.GetUtcNow());
        if (errors.Count > 0) set.Set(OverrideConditions.Ready, false, OverrideReasons.InvalidSpec, string.Join("; ", errors.Take(5)));
        else set.Set(OverrideConditions.Ready, false, OverrideReasons.NotActedOn, "override policies are accepted and checked, but this version does not apply them yet");
        var status = new OverridePolicyStatus { ObservedGeneration = item.Generation, Conditions = set.All };
        if (before is not null && JsonSerializer.SerializeToUtf8Bytes(before, CrdsJsonContext.Default.OverridePolicyStatus).AsSpan()
            .SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(status, CrdsJsonContext.Default.OverridePolicyStatus))) return ReconcileResult.Done;
        try
        {
            var intent = IntentJson.Status(informer.Resource, key, status, CrdsJsonContext.Default.OverridePolicyStatus);
            informer.Store.Observe(await hub.ApplyAsync(informer.Resource, key.Namespace, key.Name, intent, WellKnown.StatusFieldManager, force: true, ct, "status"));
        }
        catch (StatusException e) when (e.IsNotFound)
        {
            // Deleted meanwhile.
        }

        return ReconcileResult.Done;
    }
}
