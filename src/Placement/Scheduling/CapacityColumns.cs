using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Loadline.Registry;

namespace Loadline.Placement.Scheduling;

/// <summary>
/// What members have free and what was measured of them, as columns of numbers that a decision runs over without touching the
/// members themselves. Made once for each snapshot, on first use, and kept exactly as long as the snapshot.
/// </summary>
internal sealed class CapacityColumns
{
    /// <summary>Up to here every integer is a double, and the floor of a quotient of two doubles is the integer quotient.</summary>
    public const double ExactLimit = 9007199254740992;

    private static readonly ConditionalWeakTable<ClusterSnapshot, CapacityColumns> Cache = [];

    private readonly ClusterSnapshot _snapshot;
    private readonly ConcurrentDictionary<string, double[]?> _free = new(StringComparer.Ordinal);
    private double[]? _rtt;
    private double[]? _load;
    private double[]? _cpu;
    private GradeColumns? _grades;

    private CapacityColumns(ClusterSnapshot snapshot) => _snapshot = snapshot;

    /// <summary>Round trip in milliseconds; NaN where none, or none that makes sense, was measured.</summary>
    public double[] Rtt => _rtt ??= Signals(static s => s.RttP50Ms);

    /// <summary>CPU load; NaN where unknown.</summary>
    public double[] Load => _load ??= Signals(static s => s.CpuLoad);

    /// <summary>Allocatable thousandths of a core.</summary>
    public double[] Cpu => _cpu ??= Allocatable("cpu");

    /// <summary>Nodes by grade; null when no member models its nodes.</summary>
    public GradeColumns? Grades => _snapshot.Modelled.Count == 0 ? null : _grades ??= new(_snapshot);

    public static CapacityColumns Of(ClusterSnapshot snapshot) => Cache.GetValue(snapshot, static s => new(s));

    /// <summary>Free amount of a resource; null when no member has it.</summary>
    public double[]? Free(string resource) => _free.GetOrAdd(resource, static (name, snapshot) => ToDoubles(snapshot.Free(name)), _snapshot);

    private static double[]? ToDoubles(ReadOnlySpan<long> column)
    {
        if (column.IsEmpty) return null;
        var doubles = new double[column.Length];
        for (var i = 0; i < doubles.Length; i++) doubles[i] = Math.Clamp(column[i], -ExactLimit, ExactLimit);
        return doubles;
    }

    private double[] Signals(Func<MemberSignals, double?> signal)
    {
        var column = new double[_snapshot.Count];
        var signals = _snapshot.Signals;
        for (var i = 0; i < column.Length; i++) column[i] = signal(signals[i]) is { } value && double.IsFinite(value) && value >= 0 ? value : double.NaN;
        return column;
    }

    private double[] Allocatable(string resource)
    {
        var column = new double[_snapshot.Count];
        var members = _snapshot.Members;
        for (var i = 0; i < column.Length; i++)
        {
            if (members[i].Resources is { } resources && resources.Allocatable.TryGetValue(resource, out var amount)) column[i] = amount;
        }

        return column;
    }
}
