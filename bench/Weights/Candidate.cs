using Loadline.Simulator.Plant;

namespace Loadline.Bench.Weights;

/// <summary>A policy of a table: how to make it anew for every run.</summary>
internal sealed record Candidate(string Name, Func<ITrafficPolicy> Traffic, Func<ITrafficPolicy, IReplicaPolicy?>? Replicas = null)
{
    public const string Ours = "LOADLINE";

    public const string Oracle = "oracle";

    public bool IsOurs => Name.StartsWith(Ours, StringComparison.Ordinal);

    public bool IsOracle => Name.StartsWith(Oracle, StringComparison.Ordinal);

    public PlantResult Run(Topology topology, PlantScenario scenario, uint seed, PlantOptions options, ErlangC erlang)
    {
        var traffic = Traffic();
        return PlantRun.Run(topology, scenario, seed, options, traffic, Replicas?.Invoke(traffic), erlang);
    }
}
