using System.Collections.Frozen;

namespace Loadline.Placement.Matching;

/// <summary>What selectors read of a template.</summary>
/// <param name="ApiVersion">Group and version.</param>
/// <param name="Kind">Kind.</param>
/// <param name="Namespace">Namespace; empty for cluster-scoped objects.</param>
/// <param name="Name">Name.</param>
public sealed record TemplateHeader(string ApiVersion, string Kind, string Namespace, string Name)
{
    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = FrozenDictionary<string, string>.Empty;
}
