namespace Loadline.Simulator.Plant;

/// <summary>Divides the traffic of every origin over the members.</summary>
internal interface ITrafficPolicy
{
    string Name { get; }

    /// <summary>Seconds between two decisions.</summary>
    double Period { get; }

    /// <summary>Whether it knows the truth and acts at once.</summary>
    bool IsOracle => false;

    /// <summary>Writes the shares of every path, a row per origin.</summary>
    void Decide(in PlantView view, Span<double> shares);
}
