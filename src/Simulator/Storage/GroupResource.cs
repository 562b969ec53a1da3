namespace Loadline.Simulator.Storage;

/// <summary>Where objects of a kind are kept: API group ("" = core) and plural, whatever version they were written in.</summary>
internal readonly record struct GroupResource(string Group, string Plural)
{
    /// <summary>As error messages name it: <c>deployments.apps</c>, <c>pods</c>.</summary>
    public override string ToString() => Group.Length == 0 ? Plural : $"{Plural}.{Group}";
}
