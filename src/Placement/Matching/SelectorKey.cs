namespace Loadline.Placement.Matching;

/// <summary>Where a selector is filed. An empty namespace means every namespace, an empty name every name.</summary>
internal readonly record struct SelectorKey(bool ClusterWide, string ApiVersion, string Kind, string Namespace, string Name);
