namespace Loadline.Crds;

/// <summary>Values of <see cref="PropagationPolicySpec.Mode"/>.</summary>
public static class PolicyMode
{
    /// <summary>Propagate.</summary>
    public const string Enforce = "Enforce";

    /// <summary>Decide and report, write nothing to members.</summary>
    public const string Preview = "Preview";
}
