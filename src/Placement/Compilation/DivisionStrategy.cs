namespace Loadline.Placement.Compilation;

/// <summary>How replicas are given to the selected members.</summary>
internal enum DivisionStrategy
{
    Duplicated,
    StaticWeight,
    AvailableReplicas,
    Aggregated,
    LatencyAndLoad,
}
