namespace Loadline.Crds;

/// <summary>Condition reasons of override policies.</summary>
public static class OverrideReasons
{
    /// <summary>The policy is acted on.</summary>
    public const string InEffect = "InEffect";

    /// <summary>This version of the operator accepts the policy and does not act on it.</summary>
    public const string NotActedOn = "NotActedOn";

    /// <summary>The spec breaks a rule; the message names field and fix.</summary>
    public const string InvalidSpec = "InvalidSpec";
}
