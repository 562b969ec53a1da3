using System.Globalization;
using Loadline.Demo.Fleet;
using Loadline.Simulator;

namespace Loadline.Demo.Script;

/// <summary>Something that is done to a member.</summary>
internal abstract record Trouble
{
    private Trouble()
    {
    }

    /// <summary>Does it.</summary>
    public abstract void Apply(DemoMember member);

    /// <summary>What is expected of the replicas there.</summary>
    public abstract Effect EffectOn(DemoMember member);

    /// <summary>For people, for example <c>RTT 86 ms -> 400 ms</c>; to be asked before it is applied.</summary>
    public abstract string Describe(DemoMember member);

    /// <summary>The network path gets longer or shorter; null for what it is by nature.</summary>
    internal sealed record Latency(TimeSpan? Rtt) : Trouble
    {
        public override void Apply(DemoMember member) => member.Cluster.Network.Rtt = Wanted(member);

        public override Effect EffectOn(DemoMember member) => Wanted(member) > member.Cluster.Network.Rtt ? Effect.Leave : Effect.Come;

        public override string Describe(DemoMember member) =>
            string.Create(CultureInfo.InvariantCulture, $"RTT {member.Cluster.Network.Rtt.TotalMilliseconds:0.#} ms -> {Wanted(member).TotalMilliseconds:0.#} ms");

        private TimeSpan Wanted(DemoMember member) => Rtt ?? member.Region.Rtt;
    }

    /// <summary>Others use a share of the member's processors.</summary>
    internal sealed record Load(double CpuRatio) : Trouble
    {
        public override void Apply(DemoMember member) => member.Cluster.Load.BackgroundCpuRatio = CpuRatio;

        public override Effect EffectOn(DemoMember member) => CpuRatio > member.Cluster.Load.BackgroundCpuRatio ? Effect.Leave : Effect.Come;

        public override string Describe(DemoMember member) =>
            string.Create(CultureInfo.InvariantCulture, $"load by others {100 * member.Cluster.Load.BackgroundCpuRatio:0} % -> {100 * CpuRatio:0} %");
    }

    /// <summary>The member can be reached, refuses, or is a black hole.</summary>
    internal sealed record Network(Availability Availability) : Trouble
    {
        public override void Apply(DemoMember member) => member.Cluster.Network.Availability = Availability;

        public override Effect EffectOn(DemoMember member) => Availability == Availability.Up ? Effect.Settle : Effect.Replace;

        public override string Describe(DemoMember member) => Availability switch
        {
            Availability.Up => "reachable again",
            Availability.Refuse => "outage: connections are refused",
            _ => "outage: accepts connections, answers nothing",
        };
    }
}
