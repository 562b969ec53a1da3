namespace Loadline.Placement.Compilation;

/// <summary>One of the ordered alternatives of <c>clusterAffinities</c>, or the only one of <c>clusterAffinity</c> (name empty).</summary>
internal sealed record AffinityTerm(string Name, AffinityRule Primary, AffinityRule[] Overflow);
