using System.Diagnostics.Metrics;
using Loadline.Crds;
using Loadline.Operator.Binding;
using Loadline.Operator.Guarding;
using Loadline.Operator.Hosting;
using Loadline.Operator.Matching;
using Loadline.Registry;

namespace Loadline.Operator.Metrics;

/// <summary>The state of the fleet as gauges, read when they are scraped.</summary>
internal sealed class FleetMetrics
{
    private const int MaxWeightSeries = 1000;

    private readonly WorkloadTable _workloads;

    public FleetMetrics(Meter meter, WorkloadTable workloads, PolicyCatalog policies, Queues queues, RemovalLedger removals, IClusterRegistry registry, TimeProvider time)
    {
        _workloads = workloads;
        meter.CreateObservableGauge("loadline_bindings", Bindings, description: "Bindings by state");
        meter.CreateObservableGauge("loadline_templates", () => workloads.Count, description: "Templates that are placed or about to be");
        meter.CreateObservableGauge("loadline_policies", () => policies.Count, description: "Propagation policies of both scopes");
        meter.CreateObservableGauge("loadline_reconcile_pending", () => Pending(queues), description: "Keys that wait or are in work, by stage");
        meter.CreateObservableGauge("loadline_weight_ratio", Weights, description: "Share of a policy's replicas that a member has");
        meter.CreateObservableGauge(
            "loadline_predicted_latency_seconds", Predicted, "s",
            "Mean latency of a request by the model of measured weights: of the division before the last decision, of the best one, of the one decided, and what one more request costs");
        meter.CreateObservableGauge("loadline_breaker_open", () => removals.Open, description: "Policies and members whose removals wait for an acknowledgement");
        meter.CreateObservableGauge("loadline_registry_snapshot_seconds", () => SnapshotSeconds(registry, time), "s", "Time to take a snapshot of the registry");
        meter.CreateObservableGauge("loadline_build_info", BuildInfo, description: "Version of the operator");
    }

    private static Measurement<int> BuildInfo() =>
        new(1, new KeyValuePair<string, object?>("version", typeof(FleetMetrics).Assembly.GetName().Version?.ToString(3)), new("dotnet", Environment.Version.ToString()));

    private static Measurement<int>[] Pending(Queues queues) =>
    [
        new(queues.Binding.Pending, new KeyValuePair<string, object?>("stage", "binding")),
        new(queues.Apply.Pending, new KeyValuePair<string, object?>("stage", "apply")),
        new(queues.Status.Pending, new KeyValuePair<string, object?>("stage", "status")),
    ];

    private static double SnapshotSeconds(IClusterRegistry registry, TimeProvider time)
    {
        var start = time.GetTimestamp();
        registry.TakeSnapshot();
        return time.GetElapsedTime(start).TotalSeconds;
    }

    private IEnumerable<Measurement<int>> Bindings()
    {
        int ready = 0, progressing = 0, failed = 0, deleting = 0;
        foreach (var workload in _workloads.All)
        {
            BindingView? binding;
            bool failure;
            lock (workload.Gate) (binding, failure) = (workload.Binding, workload.PlacementFailure is not null || workload.Members.Any(static m => m.Value.Failure is not null));
            if (binding is null) continue;
            if (binding.Object.IsDeleting) deleting++;
            else if (failure) failed++;
            else if (binding.Status?.Conditions?.Any(static c => c is { Type: BindingConditions.Ready, Status: "True" }) == true) ready++;
            else progressing++;
        }

        yield return new(ready, new KeyValuePair<string, object?>("state", "ready"));
        yield return new(progressing, new KeyValuePair<string, object?>("state", "progressing"));
        yield return new(failed, new KeyValuePair<string, object?>("state", "failed"));
        yield return new(deleting, new KeyValuePair<string, object?>("state", "deleting"));
    }

    /// <summary>Of every policy with measured weights, the mean over its replicas.</summary>
    private List<Measurement<double>> Predicted()
    {
        var sums = new Dictionary<(string Namespace, string Policy), (double Current, double Proposed, double Applied, double Marginal, int Replicas)>();
        foreach (var workload in _workloads.All)
        {
            BindingView? binding;
            Weighing.Explanation? explanation;
            lock (workload.Gate) (binding, explanation) = (workload.Binding, workload.Explanation);
            if (explanation is not { Outcome: { } outcome } || binding?.Spec is not { PolicyRef: { } policy, Replicas: > 0 and var replicas }) continue;
            var key = (policy.Namespace ?? "", policy.Name);
            var sum = sums.GetValueOrDefault(key);
            sums[key] = (sum.Current + (replicas * outcome.CurrentMs), sum.Proposed + (replicas * outcome.ProposedMs), sum.Applied + (replicas * outcome.AppliedMs),
                sum.Marginal + (replicas * outcome.ThetaMs), sum.Replicas + replicas);
        }

        if (4 * sums.Count > MaxWeightSeries) return [];
        var measurements = new List<Measurement<double>>(4 * sums.Count);
        foreach (var ((ns, policy), sum) in sums)
        {
            foreach (var (kind, ms) in ((string, double)[])[("current", sum.Current), ("proposed", sum.Proposed), ("applied", sum.Applied), ("marginal", sum.Marginal)])
                measurements.Add(new(ms / sum.Replicas / 1000, new("policy_namespace", ns), new("policy", policy), new("kind", kind)));
        }

        return measurements;
    }

    private List<Measurement<double>> Weights()
    {
        var replicas = new Dictionary<(string Namespace, string Policy, string Cluster), int>();
        var totals = new Dictionary<(string Namespace, string Policy), int>();
        foreach (var workload in _workloads.All)
        {
            BindingView? binding;
            lock (workload.Gate) binding = workload.Binding;
            if (binding?.Spec is not { PolicyRef: { } policy, Replicas: > 0, Clusters: { } clusters }) continue;
            foreach (var target in clusters)
            {
                (string Namespace, string Policy, string Cluster) key = (policy.Namespace ?? "", policy.Name, target.Name);
                replicas[key] = replicas.GetValueOrDefault(key) + (target.Replicas ?? 0);
                totals[(key.Namespace, key.Policy)] = totals.GetValueOrDefault((key.Namespace, key.Policy)) + (target.Replicas ?? 0);
            }
        }

        // A gauge per policy and member must not drown a scrape: beyond the bound there are none.
        if (replicas.Count > MaxWeightSeries) return [];
        var measurements = new List<Measurement<double>>(replicas.Count);
        foreach (var (key, count) in replicas)
        {
            var total = totals[(key.Namespace, key.Policy)];
            if (total > 0) measurements.Add(new((double)count / total, new("policy_namespace", key.Namespace), new("policy", key.Policy), new("cluster", key.Cluster)));
        }

        return measurements;
    }
}
