using Loadline.Placement.Weights;

namespace Loadline.Bench.Weights;

/// <summary>Counts decisions that give a member more traffic while its measurements are too old.</summary>
internal sealed class StaleWatch
{
    private int[] _before = [];

    public int Increases { get; private set; }

    /// <summary>Begins another run.</summary>
    public StaleWatch Fresh()
    {
        _before = [];
        return this;
    }

    public void Look(double time, WeightDecision decision)
    {
        for (var k = 0; k < _before.Length; k++)
        {
            if (decision.Members[k % decision.Names.Length].Reason == WeightReason.MetricsStale && decision.OriginWeights[k] > _before[k]) Increases++;
        }

        _before = [.. decision.OriginWeights];
    }
}
