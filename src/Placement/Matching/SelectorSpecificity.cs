namespace Loadline.Placement.Matching;

/// <summary>How closely a selector names a template; of equal priorities the closest wins.</summary>
public enum SelectorSpecificity
{
    /// <summary>By kind alone.</summary>
    Kind = 1,

    /// <summary>By labels.</summary>
    Labels = 2,

    /// <summary>By name.</summary>
    Name = 3,
}
