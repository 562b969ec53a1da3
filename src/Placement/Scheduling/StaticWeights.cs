namespace Loadline.Placement.Scheduling;

/// <summary>The weights that a policy states.</summary>
internal static class StaticWeights
{
    /// <summary>Writes the stated weights; when no rule selects any of the members they count equally.</summary>
    public static void Fill(Workspace work, ReadOnlySpan<int> members)
    {
        var any = false;
        if (work.Bound.StaticWeights is { } weights)
        {
            foreach (var i in members)
            {
                work.Weights[i] = weights[i];
                any |= weights[i] > 0;
            }
        }

        if (any) return;
        foreach (var i in members) work.Weights[i] = 1;
    }
}
