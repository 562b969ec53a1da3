using Loadline.Registry;

namespace Loadline.Placement.Compilation;

/// <summary>An affinity term evaluated for one topology.</summary>
internal sealed class BoundTerm
{
    public BoundTerm(AffinityTerm term, ClusterTopology topology)
    {
        Primary = term.Primary.Bind(topology);
        Overflow = Array.ConvertAll(term.Overflow, rule => rule.Bind(topology));
        All = [.. Primary];
        foreach (var overflow in Overflow) Bits.Or(All, overflow);
    }

    public ulong[] Primary { get; }

    public ulong[][] Overflow { get; }

    /// <summary>Primary and every overflow selection together.</summary>
    public ulong[] All { get; }

    /// <summary>0 for the primary selection, i + 1 for the first overflow selection i that has the member.</summary>
    public byte TierOf(int member)
    {
        if (Bits.Contains(Primary, member)) return 0;
        var tier = 0;
        while (!Bits.Contains(Overflow[tier], member)) tier++;
        return (byte)(tier + 1);
    }
}
