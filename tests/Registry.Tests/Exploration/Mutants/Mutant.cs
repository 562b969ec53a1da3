namespace Loadline.Registry.Exploration.Mutants;

/// <summary>A defect: the real source with one piece of text replaced.</summary>
/// <param name="Name">What is wrong then.</param>
/// <param name="File">Folder and name of the source.</param>
/// <param name="Text">What is replaced; occurs exactly once.</param>
/// <param name="With">What replaces it.</param>
internal sealed record Mutant(string Name, string File, string Text, string With)
{
    /// <summary>Whether it takes delayed stores or early loads to see it.</summary>
    public bool OnlyOnWeakMemory { get; init; }

    /// <summary>The scenario that is made for it; null when any may show it.</summary>
    public string? Where { get; init; }

    public override string ToString() => Name;
}
