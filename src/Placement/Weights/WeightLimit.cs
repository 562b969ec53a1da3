namespace Loadline.Placement.Weights;

/// <summary>Which bound keeps a member from more, or from less, than it has.</summary>
public enum WeightLimit
{
    /// <summary>None: its share is what costs least.</summary>
    None,

    /// <summary>Room in the member.</summary>
    Cap,

    /// <summary>The fleet must survive its loss.</summary>
    NMinusOne,

    /// <summary>The policy's least.</summary>
    Min,

    /// <summary>The policy's most.</summary>
    Max,
}
