using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>Which templates go where, in how many replicas, and how carefully.</summary>
[ValidationRule("!has(self.preemption) || self.preemption != 'Always' || self.resourceSelectors.all(s, has(s.name) && s.name != '')",
    "preemption Always needs a name in every resourceSelector")]
[ValidationRule("!has(self.failover) || !has(self.failover.application) || (has(self.propagateDeps) && self.propagateDeps)",
    "failover.application needs propagateDeps: true")]
public sealed record PropagationPolicySpec
{
    /// <summary>Templates that the policy propagates: a template is selected when any item selects it.</summary>
    [Items(1, Limits.Selectors)]
    public required IReadOnlyList<ResourceSelector> ResourceSelectors { get; init; }

    /// <summary>Enforce propagates. Preview decides, explains and reports, and writes nothing to members.</summary>
    [EnumValues(PolicyMode.Enforce, PolicyMode.Preview)]
    [DefaultValue(PolicyMode.Enforce)]
    public string? Mode { get; init; }

    /// <summary>Where the templates go. Without it, to every member.</summary>
    public Placement? Placement { get; init; }

    /// <summary>Limits on what a change may do to running replicas.</summary>
    public SafetySpec? Safety { get; init; }

    /// <summary>Jurisdictions that the data may be in: a hard constraint, checked at every decision and again before every write.</summary>
    public DataResidency? DataResidency { get; init; }

    /// <summary>What happens to replicas whose member or application fails.</summary>
    public FailoverBehavior? Failover { get; init; }

    /// <summary>Which of two policies wins a template: the higher. Equal priorities: by name before by label before by kind, then alphabetical.</summary>
    [DefaultValue(0)]
    public int? Priority { get; init; }

    /// <summary>Always takes a template over from a policy of lower priority that owns it already; Never leaves it there.</summary>
    [EnumValues("Always", "Never")]
    [DefaultValue("Never")]
    public string? Preemption { get; init; }

    /// <summary>What happens when a member already holds an object of that name that Loadline does not manage: Abort leaves it alone and says so, Overwrite adopts it.</summary>
    [EnumValues("Abort", "Overwrite")]
    [DefaultValue("Abort")]
    public string? ConflictResolution { get; init; }

    /// <summary>Lazy applies a change of this policy to a template only as the template changes. Without it, at once.</summary>
    [EnumValues("Lazy")]
    public string? ActivationPreference { get; init; }

    /// <summary>Also propagate what the templates refer to: ConfigMaps, Secrets, ServiceAccounts, PersistentVolumeClaims.</summary>
    public bool? PropagateDeps { get; init; }

    /// <summary>Keep the objects in the members when the template is deleted.</summary>
    public bool? PreserveResourcesOnDeletion { get; init; }

    /// <summary>Stops writes to all members or to some.</summary>
    public Suspension? Suspension { get; init; }

    /// <summary>Order of templates in the scheduling queue.</summary>
    public SchedulePriority? SchedulePriority { get; init; }

    /// <summary>Scheduler that decides for these templates. Cannot be changed.</summary>
    [Length(max: Limits.Name)]
    [DefaultValue("default-scheduler")]
    [ValidationRule("self == oldSelf", "schedulerName cannot be changed; delete the policy and create it anew")]
    public string? SchedulerName { get; init; }

    /// <summary>Accepted for compatibility; not acted on.</summary>
    public bool? Association { get; init; }

    /// <summary>Accepted for compatibility; not acted on.</summary>
    [Items(max: Limits.Selectors)]
    [ItemLength(max: Limits.Name)]
    public IReadOnlyList<string>? DependentOverrides { get; init; }
}
