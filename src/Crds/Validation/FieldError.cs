namespace Loadline.Crds.Validation;

/// <summary>A rule that an object breaks.</summary>
/// <param name="Path">The field, for example <c>spec.placement.clusterAffinities[1].affinityName</c>.</param>
/// <param name="Message">What is wrong and how to put it right.</param>
public sealed record FieldError(string Path, string Message)
{
    /// <summary>Path and message on one line.</summary>
    public override string ToString() => $"{Path}: {Message}";
}
