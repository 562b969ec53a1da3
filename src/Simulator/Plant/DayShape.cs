namespace Loadline.Simulator.Plant;

/// <summary>
/// Demand over the hours of a day relative to its mean: weekday taxi rides of New York (NYC TLC by way of the Numenta Anomaly Benchmark), because
/// they are real, public and follow people.
/// </summary>
internal static class DayShape
{
    private static readonly double[] Hours =
        [.74, .46, .30, .20, .18, .23, .57, 1.0, 1.2, 1.16, 1.08, 1.09, 1.13, 1.13, 1.19, 1.13, .94, 1.17, 1.46, 1.55, 1.48, 1.48, 1.42, 1.23];

    public static double At(double hour)
    {
        hour %= 24;
        if (hour < 0) hour += 24;
        var whole = (int)hour;
        var part = hour - whole;
        return Hours[whole] * (1 - part) + Hours[(whole + 1) % 24] * part;
    }
}
