namespace Loadline.Registry;

/// <summary>
/// How many of a member's nodes fall into one grade of its resource model. Estimates take each such node as having only the
/// lower bounds of its grade free.
/// </summary>
/// <param name="Minimum">Lower bound of every modelled resource, in the units of <see cref="MemberResources"/>.</param>
/// <param name="NodeCount">Nodes in this grade.</param>
public sealed record NodeGrade(IReadOnlyDictionary<string, long> Minimum, int NodeCount)
{
    /// <inheritdoc/>
    public bool Equals(NodeGrade? other) => other is not null && NodeCount == other.NodeCount && Contents.Same(Minimum, other.Minimum);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(NodeCount, Minimum.Count);
}
