namespace Loadline.Operator.Rendering;

/// <summary>Everything that determines what one member shall hold of one template.</summary>
internal readonly record struct RenderInput
{
    /// <summary>The template as the hub's API server returns it: UTF-8 JSON of one object. Items of a typed list lack apiVersion and kind.</summary>
    public required ReadOnlyMemory<byte> Template { get; init; }

    /// <summary>For example <c>apps/v1</c>; written to the manifest whatever the template says.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>For example <c>Deployment</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Replicas for this member (a Job's parallelism); null copies the template's. Ignored for kinds that are not divided.</summary>
    public int? Replicas { get; init; }

    /// <summary>A Job's completions for this member, from <see cref="JobCompletions.Divide"/>; null copies the template's.</summary>
    public int? Completions { get; init; }

    /// <summary>UID of the binding that the object belongs to.</summary>
    public required string BindingUid { get; init; }

    /// <summary>The policy that placed it: <c>namespace/name</c>, or <c>name</c> of a cluster policy.</summary>
    public required string Policy { get; init; }

    /// <summary>Which hub wrote the object, so that two hubs never take each other's for orphans.</summary>
    public required string HubId { get; init; }
}
