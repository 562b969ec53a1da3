namespace Loadline.Crds;

/// <summary>What an override does with a value.</summary>
public static class OverrideOperators
{
    /// <summary>Adds it.</summary>
    public const string Add = "add";

    /// <summary>Removes it.</summary>
    public const string Remove = "remove";

    /// <summary>Replaces it.</summary>
    public const string Replace = "replace";
}
