namespace Loadline.Bench;

/// <summary>The middle of some measurements, and the mean of the two in the middle of an even number.</summary>
internal static class Median
{
    /// <summary>NaN when there are none.</summary>
    public static double Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
