namespace Loadline.Placement.Weights;

/// <summary>An exponentially weighted mean of samples that come at any time.</summary>
internal static class Ewma
{
    /// <summary>The mean after a sample; NaN as the mean so far stands for none.</summary>
    /// <param name="mean">The mean so far.</param>
    /// <param name="sample">The sample.</param>
    /// <param name="seconds">Time since the sample before.</param>
    /// <param name="halfLife">Seconds in which a sample loses half of its weight; none keeps only the last sample.</param>
    public static double Next(double mean, double sample, double seconds, double halfLife) =>
        double.IsNaN(mean) || halfLife <= 0 ? sample : mean + (1 - Math.Pow(2, -seconds / halfLife)) * (sample - mean);
}
