using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>Changes a part of container images.</summary>
[ValidationRule("self.operator == 'remove' || (has(self.value) && self.value != '')", "add and replace need a value")]
public sealed record ImageOverrider
{
    /// <summary>Where the image is. Without it, the images of all containers of a Pod, ReplicaSet, Deployment, DaemonSet, StatefulSet or Job.</summary>
    public ImagePredicate? Predicate { get; init; }

    /// <summary>The part: Registry, Repository or Tag (a tag or a digest).</summary>
    [EnumValues("Registry", "Repository", "Tag")]
    public required string Component { get; init; }

    /// <summary>What is done with the part.</summary>
    [EnumValues(OverrideOperators.Add, OverrideOperators.Remove, OverrideOperators.Replace)]
    public required string Operator { get; init; }

    /// <summary>The value; add appends it. Not used by remove.</summary>
    [Length(max: 1024)]
    public string? Value { get; init; }
}
