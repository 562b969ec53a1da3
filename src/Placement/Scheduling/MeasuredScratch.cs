using Loadline.Placement.Weights;

namespace Loadline.Placement.Scheduling;

/// <summary>
/// The arrays of decisions by the weight loop, lent by a policy to one decision at a time and used again as long as the members are the same: what a
/// workload keeps between decisions is its memory alone.
/// </summary>
internal sealed class MeasuredScratch
{
    private WeightSnapshot? _snapshot;
    private WeightWorkspace? _work;

    /// <summary>A snapshot of these members in which nothing is known.</summary>
    public WeightSnapshot Snapshot(ReadOnlySpan<int> members, ReadOnlySpan<string> names, string[]? origins)
    {
        if (_snapshot is null || !Fits(_snapshot, members, names, origins))
        {
            var own = new string[members.Length];
            for (var m = 0; m < own.Length; m++) own[m] = names[members[m]];
            return _snapshot = new(own, origins);
        }

        _snapshot.Members.AsSpan().Fill(MemberSample.Unknown);
        _snapshot.Origins.AsSpan().Fill(OriginSample.Unknown);
        _snapshot.RttMs.AsSpan().Fill(double.NaN);
        return _snapshot;
    }

    /// <summary>Working arrays for a decision over a snapshot.</summary>
    public WeightWorkspace Work(WeightSnapshot snapshot) => _work is { } work && work.Fits(snapshot) ? work : _work = new(snapshot);

    private static bool Fits(WeightSnapshot snapshot, ReadOnlySpan<int> members, ReadOnlySpan<string> names, string[]? origins)
    {
        if (snapshot.Names.Length != members.Length) return false;
        for (var m = 0; m < members.Length; m++)
            if (!ReferenceEquals(snapshot.Names[m], names[members[m]]) && snapshot.Names[m] != names[members[m]]) return false;
        return origins is null ? snapshot.OriginNames.Length == 1 : snapshot.OriginNames.AsSpan().SequenceEqual(origins);
    }
}
