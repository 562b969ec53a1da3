namespace Loadline.Placement.Compilation;

/// <summary>When measured weights may move replicas that are already placed.</summary>
internal enum RebalanceStrategy
{
    Continuous,
    OnChange,
    Never,
}
