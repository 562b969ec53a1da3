namespace Loadline.Placement.Weights;

/// <summary>
/// How much longer requests take because the nodes are full: 1 + 2·o + 20·o² with o the node use above the knee, which grows with the load. A crude
/// curve; what matters of it is the direction, and how it changes around the load that was measured.
/// </summary>
/// <param name="Over">Node use above the knee without load; below zero while there is room.</param>
/// <param name="PerLoad">Node use per request per second.</param>
/// <param name="FullLoad">Load from which all replicas are busy and use no more.</param>
internal readonly record struct Slowdown(double Over, double PerLoad, double FullLoad)
{
    private const double Quadratic = 20;
    private const double Linear = 2;
    private const double MostOver = 10;

    /// <summary>Nodes that slow nobody down, whatever their load.</summary>
    public static Slowdown None { get; } = new(0, 0, 0);

    /// <summary>Whether any load makes a difference.</summary>
    public bool DependsOnLoad => PerLoad > 0 && Over + PerLoad * FullLoad > 0;

    /// <summary>Factor on the time of a request, 1 for as on idle nodes.</summary>
    public double At(double load)
    {
        var over = Math.Clamp(Over + PerLoad * Math.Min(load, FullLoad), 0, MostOver);
        return 1 + over * (Linear + Quadratic * over);
    }

    /// <summary>By how much the factor grows per request per second.</summary>
    public double Slope(double load)
    {
        var over = Over + PerLoad * load;
        return load < FullLoad && over is > 0 and < MostOver ? PerLoad * (Linear + 2 * Quadratic * over) : 0;
    }
}
