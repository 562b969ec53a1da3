namespace Loadline.Registry.Map;

/// <summary>What a replacement of the content changed.</summary>
/// <param name="Added">Keys that are new.</param>
/// <param name="Removed">Keys that are gone.</param>
/// <param name="Updated">Keys that have another value.</param>
public readonly record struct MapChange(int Added, int Removed, int Updated)
{
    /// <summary>Both together.</summary>
    public static MapChange operator +(MapChange a, MapChange b) => new(a.Added + b.Added, a.Removed + b.Removed, a.Updated + b.Updated);

    /// <summary>Both together.</summary>
    public MapChange Add(MapChange other) => this + other;
}
