namespace Loadline.Placement.Scheduling;

/// <summary>The order of preference among candidates: primary before overflow, present before absent, roomy before full, then by name.</summary>
internal readonly struct CandidateOrder(Workspace work) : IComparer<int>
{
    public int Compare(int x, int y)
    {
        var order = work.Tiers[x].CompareTo(work.Tiers[y]);
        if (order == 0) order = work.Score(y).CompareTo(work.Score(x));
        if (order == 0) order = work.Available(y).CompareTo(work.Available(x));
        return order == 0 ? x.CompareTo(y) : order;
    }
}
