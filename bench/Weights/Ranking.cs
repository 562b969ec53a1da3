namespace Loadline.Bench.Weights;

/// <summary>Whether our policy is the best of a table, or nearly so, and disturbs least among those that are.</summary>
internal static class Ranking
{
    private const double Near = 1.02;
    private const double Comparable = 1.05;

    public static void Judge(string table, string scenario, Figures[] rows, bool replicas, Verdicts verdicts)
    {
        var ours = rows.FirstOrDefault(static row => row.Candidate.Name is Candidate.Ours or "LOADLINE replicas");
        var peers = rows.Where(row => !row.Candidate.IsOurs && !row.Candidate.IsOracle).ToArray();
        if (ours is null || peers.Length == 0) return;
        var best = peers.MinBy(static row => row.Mean)!;
        verdicts.AtMost($"{table} {scenario}: mean against the best peer ({best.Candidate.Name})", ours.Mean / best.Mean, Near, "x");
        var limit = Comparable * Math.Min(best.Mean, ours.Mean);
        var calm = peers.Where(row => row.Mean <= limit).MinBy(Disturbance);
        if (calm is not null) verdicts.AtMost($"{table} {scenario}: churn against the calmest near the best ({calm.Candidate.Name})", Disturbance(ours), Disturbance(calm));

        double Disturbance(Figures row) => replicas ? row.Moves : row.Churn;
    }
}
