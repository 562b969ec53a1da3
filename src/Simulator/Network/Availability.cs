namespace Loadline.Simulator;

/// <summary>Whether a simulated API server can be reached.</summary>
public enum Availability
{
    /// <summary>Reachable.</summary>
    Up,

    /// <summary>Connections, open ones too, are reset.</summary>
    Refuse,

    /// <summary>TCP connections are accepted and nothing is ever answered; open watches stall.</summary>
    BlackHole,
}
