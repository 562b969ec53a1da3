namespace Loadline.Crds;

/// <summary>Values of <see cref="Rebalance.Strategy"/>.</summary>
public static class RebalanceStrategies
{
    /// <summary>Follow the measurements.</summary>
    public const string Continuous = "Continuous";

    /// <summary>Decide anew only as inputs other than measurements change.</summary>
    public const string OnChange = "OnChange";

    /// <summary>Keep the first division.</summary>
    public const string Never = "Never";
}
