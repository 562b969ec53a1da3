namespace Loadline.Registry;

/// <summary>
/// What a member can hold and what it holds. Amounts by resource name: <c>cpu</c> in thousandths of a core, everything else in
/// its base unit (bytes, pods, devices), the units in which requests are compared.
/// </summary>
public sealed record MemberResources
{
    private static readonly Dictionary<string, long> Nothing = [];

    /// <summary>Of a member that has reported nothing.</summary>
    internal static MemberResources None { get; } = new();

    /// <summary>What the member's nodes offer to pods.</summary>
    public IReadOnlyDictionary<string, long> Allocatable { get; init; } = Nothing;

    /// <summary>Requested by pods that have a node.</summary>
    public IReadOnlyDictionary<string, long> Allocated { get; init; } = Nothing;

    /// <summary>Requested by pods that wait for a node.</summary>
    public IReadOnlyDictionary<string, long> Allocating { get; init; } = Nothing;

    /// <summary>Nodes by grade of the member's resource model; empty when it models none.</summary>
    public IReadOnlyList<NodeGrade> Grades { get; init; } = [];

    /// <summary>Allocatable − allocated − allocating; 0 for a resource that the member does not have. May be negative.</summary>
    public long Free(string resource) =>
        Allocatable.TryGetValue(resource, out var total)
            ? total - Allocated.GetValueOrDefault(resource) - Allocating.GetValueOrDefault(resource)
            : 0;

    /// <inheritdoc/>
    public bool Equals(MemberResources? other) =>
        ReferenceEquals(this, other)
        || (other is not null
            && Contents.Same(Allocatable, other.Allocatable)
            && Contents.Same(Allocated, other.Allocated)
            && Contents.Same(Allocating, other.Allocating)
            && Contents.Same(Grades, other.Grades));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Allocatable.Count, Allocated.Count, Allocating.Count, Grades.Count);
}
