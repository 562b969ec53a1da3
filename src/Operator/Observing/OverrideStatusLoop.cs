using System.Text.Json;
using Loadline.Crds;
using Loadline.Crds.Validation;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Controllers;
using Loadline.Kubernetes.Queue;
using Loadline.Operator.Hosting;
using Loadline.Operator.Json;

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
        var (errors, before) = Read(item);
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

    /// <summary>What is wrong with a policy, whatever it contains, and its last status; null when there is none that can be read.</summary>
    internal static (IReadOnlyList<FieldError> Errors, OverridePolicyStatus? Before) Read(KubeObject item)
    {
        var before = Status(item);
        try
        {
            if (NullItems.In(item.Spec, "spec") is { Count: > 0 } nulls) return ([.. nulls.Select(static path => new FieldError(path, "must not be null"))], before);
            var spec = item.Spec.IsEmpty ? null : JsonSerializer.Deserialize(item.Spec.Span, CrdsJsonContext.Default.OverridePolicySpec);
            return (spec is null ? [] : OverrideValidation.Validate(PolicyDefaults.Apply(spec, item.Namespace), item.Namespace), before);
        }
        catch (Exception e)
        {
            // Whatever a schema lets through, the policy's condition says so.
            return ([new("spec", $"cannot be read: {e.Message}")], before);
        }
    }

    private static OverridePolicyStatus? Status(KubeObject item)
    {
        try
        {
            return item.Status.IsEmpty ? null : JsonSerializer.Deserialize(item.Status.Span, CrdsJsonContext.Default.OverridePolicyStatus);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
