namespace Loadline.Simulator.Plant;

/// <summary>Members and the origins of demand beside them.</summary>
internal sealed record Topology
{
    public required string Name { get; init; }

    public required string[] Members { get; init; }

    /// <summary>Round trips in ms, a row per origin.</summary>
    public required double[] Rtt { get; init; }

    /// <summary>Hours east of UTC of every origin.</summary>
    public required double[] Zones { get; init; }

    /// <summary>Demand of every origin relative to the others.</summary>
    public required double[] Demand { get; init; }

    /// <summary>Cores of every member's nodes.</summary>
    public required double[] Cores { get; init; }

    /// <summary>Replicas over all members.</summary>
    public required int Replicas { get; init; }

    public int Count => Members.Length;

    /// <summary>Most replicas that fit beside others, by what they request.</summary>
    public int Cap(int member) => (int)(0.92 * Cores[member] - Background * Cores[member]);

    /// <summary>Share of the cores that others use.</summary>
    public const double Background = 0.45;

    /// <summary>
    /// Six regions of the world. The matrix is the mean of both directions of IBM Cloud's published inter-region latencies, a 30-day average of
    /// 18 July to 16 August 2026 (netperf TCP_RR between virtual machines); 1.5 ms within a region.
    /// </summary>
    public static Topology World { get; } = new()
    {
        Name = "world",
        Members = ["WDC", "DAL", "LON", "FRA", "TYO", "SYD"],
        Rtt = Matrix(6, [31.5, 76, 86, 140.5, 215.5, 113, 123.5, 145, 186.5, 13, 238.5, 260.5, 228.5, 249.5, 101]),
        Zones = [-4, -5, 1, 2, 9, 10],
        Demand = [1.2, 0.8, 1.0, 1.0, 1.0, 0.5],
        Cores = [64, 48, 48, 64, 64, 32],
        Replicas = 96,
    };

    /// <summary>Four regions of North America and two of Europe, 10 to 124 ms apart, with four replicas each; from the same source.</summary>
    public static Topology Regional { get; } = new()
    {
        Name = "regional",
        Members = ["WDC", "DAL", "LON", "FRA", "TOR", "MTL"],
        Rtt = Matrix(6, [31.5, 76, 86, 19, 15.5, 113, 123.5, 34.5, 42.5, 13, 83, 79, 93, 89, 10.5]),
        Zones = [-4, -5, 1, 2, -4, -4],
        Demand = [1.2 * 0.285, 0.8 * 0.285, 1.0 * 0.285, 1.0 * 0.285, 0.6 * 0.285, 0.5 * 0.285],
        Cores = [16, 12, 12, 16, 16, 10],
        Replicas = 24,
    };

    /// <summary>Many members: copies of the world a few ms apart.</summary>
    public static Topology Many(int members, int replicas)
    {
        var world = World;
        var rtt = new double[members * members];
        for (var j = 0; j < members; j++)
        {
            for (var i = 0; i < members; i++) rtt[j * members + i] = i == j ? 1.5 : world.Rtt[j % 6 * 6 + i % 6] + Math.Abs(j / 6 - i / 6) * 2;
        }

        return new()
        {
            Name = $"{members} members",
            Members = [.. Enumerable.Range(0, members).Select(i => $"{world.Members[i % 6]}-{i / 6}")],
            Rtt = rtt,
            Zones = [.. Enumerable.Range(0, members).Select(i => world.Zones[i % 6])],
            Demand = [.. Enumerable.Range(0, members).Select(i => world.Demand[i % 6] * 6 / members * replicas / 96)],
            Cores = [.. Enumerable.Range(0, members).Select(i => world.Cores[i % 6] * Math.Max(0.25, 6.0 / members * replicas / 96))],
            Replicas = replicas,
        };
    }

    /// <summary>A symmetric matrix from the rows right of its diagonal.</summary>
    private static double[] Matrix(int size, double[] upper)
    {
        var matrix = new double[size * size];
        var next = 0;
        for (var i = 0; i < size; i++)
        {
            matrix[i * size + i] = 1.5;
            for (var j = i + 1; j < size; j++) matrix[i * size + j] = matrix[j * size + i] = upper[next++];
        }

        return matrix;
    }
}
