namespace Loadline.Placement.Weights;

/// <summary>Working space of a division of seats, made once and used again.</summary>
internal sealed class SeatScratch(int members)
{
    public int[] Parties { get; } = new int[members];

    public int[] Order { get; } = new int[members];

    public int[] Least { get; } = new int[members];

    public int[] Most { get; } = new int[members];

    public double[] Quota { get; } = new double[members];
}
