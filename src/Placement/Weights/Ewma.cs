namespace Loadline.Placement.Weights;

/// <summary>An exponentially weighted mean of samples that come at any time.</summary>
internal static class Ewma
{
    /// <summary>Half-lives after which nothing is left that a double beside 1 could show; times without end would make powers slow.</summary>
    private const double MostHalfLives = 64;

    /// <summary>The mean after a sample; NaN as the mean so far stands for none.</summary>
    /// <param name="mean">The mean so far.</param>
    /// <param name="sample">The sample.</param>
    /// <param name="seconds">Time since the sample before.</param>
    /// <param name="halfLife">Seconds in which a sample loses half of its weight; none keeps only the last sample.</param>
    public static double Next(double mean, double sample, double seconds, double halfLife) =>
        Next(mean, sample, Weight(seconds, halfLife));

    /// <summary>The mean after a sample of a weight.</summary>
    public static double Next(double mean, double sample, double weight) => double.IsNaN(mean) || weight >= 1 ? sample : mean + weight * (sample - mean);

    /// <summary>Weight of a sample that comes so many seconds after the one before, 0 to 1.</summary>
    public static double Weight(double seconds, double halfLife) => halfLife <= 0 ? 1 : 1 - Decay(seconds, halfLife);

    /// <summary>What is left of a thing after some seconds.</summary>
    public static double Decay(double seconds, double halfLife) => seconds >= MostHalfLives * halfLife ? 0 : Math.Pow(2, -seconds / halfLife);
}
