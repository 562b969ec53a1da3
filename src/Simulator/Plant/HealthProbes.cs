namespace Loadline.Simulator.Plant;

/// <summary>A member is down after three failed probes, two seconds apart, and up after five good ones.</summary>
internal sealed class HealthProbes(int members, int failuresDown = 3, int successesUp = 5)
{
    private readonly int[] _failures = new int[members];
    private readonly int[] _successes = [.. Enumerable.Repeat(99, members)];

    /// <summary>What the probes say.</summary>
    public bool[] Healthy { get; } = [.. Enumerable.Repeat(true, members)];

    public void Probe(ReadOnlySpan<bool> up)
    {
        for (var i = 0; i < up.Length; i++)
        {
            if (up[i])
            {
                _successes[i]++;
                _failures[i] = 0;
                if (_successes[i] >= successesUp) Healthy[i] = true;
            }
            else
            {
                _failures[i]++;
                _successes[i] = 0;
                if (_failures[i] >= failuresDown) Healthy[i] = false;
            }
        }
    }
}
