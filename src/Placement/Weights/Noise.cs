namespace Loadline.Placement.Weights;

/// <summary>How much more careful the loop is the noisier its measurements are.</summary>
internal static class Noise
{
    /// <summary>Mean absolute innovation, as a ratio, that is ordinary: readings that are off by 3 % each.</summary>
    private const double Ordinary = 0.05;

    /// <summary>1 for ordinary noise, and in proportion above.</summary>
    public static double Factor(double deviation) => Math.Max(1, deviation / Ordinary);
}
