using Loadline.Crds;
using Loadline.Kubernetes.Models;
using Loadline.Operator.Guarding;
using Loadline.Operator.Sensing;

namespace Loadline.Operator.Members;

/// <summary>The conditions of a MemberCluster. Pure.</summary>
internal static class MemberConditions
{
    private const string True = "True";
    private const string False = "False";
    private const string Unknown = "Unknown";

    /// <summary>All conditions, the summary first.</summary>
    public static IReadOnlyList<V1Condition> Build(
        MemberDescription description, MemberFacts facts, IReadOnlyList<V1Condition> previous, TimeSpan freshFor, DateTimeOffset now, OpenBreaker? breaker)
    {
        var conditions = new List<V1Condition>(7);
        Add(ClusterConditions.Ready, Ready(description.Problem, facts.Health));
        Add(ClusterConditions.Reachable, Reachable(description.Problem, facts.Health));
        Add(ClusterConditions.CredentialsValid, Credentials(description.Problem, facts.Health));
        Add(ClusterConditions.CompleteApiEnablements, Apis(facts.Apis));
        Add(ClusterConditions.TelemetryFresh, Telemetry(facts, freshFor, now));
        Add(ClusterConditions.ResourcesReported, facts.Resources is { } resources
            ? (resources.Resources is null ? False : True, resources.Reason, resources.Message)
            : (Unknown, ClusterReasons.Connecting, "nodes and pods have not been listed yet"));
        if (facts.Clock?.Skew is { } skew) Add(ClusterConditions.ClockInSync, Clock(facts.Clock, skew));
        if (description.Cluster.Spec?.Prometheus is not null) Add(ClusterConditions.PrometheusAnswers, Prometheus(facts));
        if (breaker is not null || previous.Any(static c => c.Type == ClusterConditions.BreakerOpen))
            Add(ClusterConditions.BreakerOpen, breaker is null
                ? (False, PolicyReasons.WithinBudget, "removals from it are within the budget of a member")
                : (True, PolicyReasons.RemovalBudgetExceeded, breaker.Message));
        if (description.Hold is { } hold) Add(ClusterConditions.CleanedUp, (False, hold.Reason, hold.Message));
        return conditions;

        void Add(string type, (string Status, string Reason, string Message) what)
        {
            var last = previous.FirstOrDefault(c => c.Type == type);
            conditions.Add(new()
            {
                Type = type,
                Status = what.Status,
                Reason = what.Reason,
                Message = what.Message,
                ObservedGeneration = description.Source.Generation,
                LastTransitionTime = last is not null && last.Status == what.Status ? last.LastTransitionTime : now,
            });
        }
    }

    private static (string, string, string) Ready(ConnectionProblem? problem, MemberHealth health)
    {
        if (problem is not null) return (False, problem.Reason, problem.Message);
        return health.State switch
        {
            HealthState.Ready => (True, ClusterReasons.ClusterReady, health.Message),
            HealthState.Suspect => (True, ClusterReasons.ClusterSuspect, health.Message),
            HealthState.Unreachable => (False, ClusterReasons.ClusterNotReachable, health.Message),
            _ => (health.Reason == ClusterReasons.Connecting ? Unknown : False, health.Reason, health.Message),
        };
    }

    private static (string, string, string) Reachable(ConnectionProblem? problem, MemberHealth health)
    {
        if (problem is not null) return (Unknown, problem.Reason, "not tried: " + problem.Message);
        if (health.State == HealthState.Unreachable) return (False, health.Reason, health.Message);
        return health is { State: HealthState.NotReady, Reason: ClusterReasons.Connecting }
            ? (Unknown, ClusterReasons.Connecting, health.Message)
            : (True, ClusterReasons.ApiServerAnswers, "the API server answers");
    }

    private static (string, string, string) Credentials(ConnectionProblem? problem, MemberHealth health)
    {
        if (problem is not null)
        {
            var isSecret = problem.Reason is ClusterReasons.SecretMissing or ClusterReasons.SecretInvalid or ClusterReasons.KubeconfigRefused or ClusterReasons.CaInvalid;
            return (isSecret ? False : Unknown, problem.Reason, problem.Message);
        }

        if (health.IsReachable) return (True, ClusterReasons.CredentialsAccepted, "the member accepts the credentials");
        return health.Reason is ClusterReasons.Unauthorized or ClusterReasons.Forbidden or ClusterReasons.SecretInvalid
            ? (False, health.Reason, health.Message)
            : (Unknown, health.Reason, "not proved while the member does not answer well");
    }

    private static (string, string, string) Apis(ApiSurface? apis) => apis switch
    {
        null => (Unknown, ClusterReasons.Connecting, "not looked up yet"),
        { IsComplete: true } => (True, ClusterReasons.FullDiscovery, $"{apis.Resources.Count} kinds"),
        _ => (False, ClusterReasons.PartialDiscovery, apis.Message),
    };

    /// <summary>The skew in words, in whole seconds: what is written again with every fraction of one says nothing more.</summary>
    public static string Words(ClockFacts clock, TimeSpan skew) =>
        FormattableString.Invariant($"the clock of the {clock.Whose} is {Math.Round(skew.Duration().TotalSeconds)} s {(skew > TimeSpan.Zero ? "behind" : "ahead of")} the hub's");

    private static (string, string, string) Clock(ClockFacts clock, TimeSpan skew) => clock.IsSkewed
        ? (False, ClusterReasons.ClockSkewed, Words(clock, skew) + "; no measurement's age is taken from it")
        : (True, ClusterReasons.ClocksAgree, $"within {ClockFacts.Limit.TotalSeconds:0} s of the hub's");

    private static (string, string, string) Prometheus(MemberFacts facts)
    {
        if (facts.PrometheusAt is null) return (Unknown, ClusterReasons.Connecting, "not asked yet");
        if (facts.Prometheus is { } problem) return (False, problem.Reason, problem.Message);
        var bad = facts.Queries.Count(static q => q.Value.Problem is not null);
        return (True, SignalReasons.Measured, bad == 0
            ? $"it answers; {facts.Queries.Count} queries of policies"
            : $"it answers; {bad} of {facts.Queries.Count} queries of policies give no measurement, see those policies");
    }

    private static (string, string, string) Telemetry(MemberFacts facts, TimeSpan freshFor, DateTimeOffset now)
    {
        if (facts.Rtt is null && facts.Load is null) return (False, ClusterReasons.NoSamples, "nothing was measured yet");
        var stale = new List<string>();
        if (facts.Rtt is not { } rtt) stale.Add("no round trip was measured");
        else if (now - rtt.At > freshFor) stale.Add($"the last round trip was measured at {rtt.At:u}");
        if (facts.Load is { } load && now - load.At > freshFor) stale.Add($"the last load was measured at {load.At:u}");
        return stale.Count > 0
            ? (False, ClusterReasons.SamplesStale, string.Join("; ", stale))
            : (True, ClusterReasons.SamplesFresh, facts.Load is null ? "round trip; load is not reported" : $"round trip by Probe, load by {facts.Load.Source}");
    }
}
