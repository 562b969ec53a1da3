namespace Loadline.Crds;

/// <summary>Values of <see cref="ClusterHealth.State"/>.</summary>
public static class ClusterHealthStates
{
    /// <summary>All vantage points agree that it is well.</summary>
    public const string Ready = "Ready";

    /// <summary>Some vantage point sees trouble; nothing is moved yet.</summary>
    public const string Suspect = "Suspect";

    /// <summary>It answers, and says that it is not ready.</summary>
    public const string NotReady = "NotReady";

    /// <summary>It does not answer.</summary>
    public const string Unreachable = "Unreachable";
}
