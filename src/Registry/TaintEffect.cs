namespace Loadline.Registry;

/// <summary>What a taint does to workloads that do not tolerate it.</summary>
public enum TaintEffect
{
    /// <summary>Nothing new is placed.</summary>
    NoSchedule,

    /// <summary>A preference only; placement ignores it.</summary>
    PreferNoSchedule,

    /// <summary>Nothing new is placed, and what runs is moved away.</summary>
    NoExecute,
}
