using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>Changes of a template, applied in the order image, command, args, labels, annotations, field, plaintext.</summary>
public sealed record Overriders
{
    /// <summary>Changes of container images.</summary>
    [Items(max: 64)]
    public IReadOnlyList<ImageOverrider>? ImageOverrider { get; init; }

    /// <summary>Changes of container commands.</summary>
    [Items(max: 64)]
    public IReadOnlyList<CommandArgsOverrider>? CommandOverrider { get; init; }

    /// <summary>Changes of container arguments.</summary>
    [Items(max: 64)]
    public IReadOnlyList<CommandArgsOverrider>? ArgsOverrider { get; init; }

    /// <summary>Changes of labels.</summary>
    [Items(max: 64)]
    public IReadOnlyList<LabelAnnotationOverrider>? LabelsOverrider { get; init; }

    /// <summary>Changes of annotations.</summary>
    [Items(max: 64)]
    public IReadOnlyList<LabelAnnotationOverrider>? AnnotationsOverrider { get; init; }

    /// <summary>Changes inside JSON or YAML that a string field holds.</summary>
    [Items(max: 64)]
    public IReadOnlyList<FieldOverrider>? FieldOverrider { get; init; }

    /// <summary>JSON patch operations on the object.</summary>
    [Items(max: 128)]
    public IReadOnlyList<PlaintextOverrider>? Plaintext { get; init; }
}
