using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Loadline.Placement.Scheduling;

/// <summary>Estimates how many more replicas fit on each member from what members report of themselves.</summary>
internal static class CapacityEstimator
{
    public static void Run(Workspace work)
    {
        var allocatable = work.Allocatable;
        if (work.Request.Replicas <= 0)
        {
            // Nothing is divided, so capacity must not stand in the way of selection.
            allocatable.Fill(int.MaxValue);
            return;
        }

        var rented = ArrayPool<double>.Shared.Rent(work.Count);
        var room = rented.AsSpan(0, work.Count);
        var requests = work.Request.Requests;
        room.Fill(int.MaxValue);
        Limit(work, "pods", 1, room);
        for (var i = 0; requests is not null && i < requests.Count; i++)
        {
            var (resource, amount) = requests[i];
            if (amount > 0) Limit(work, resource, amount, room);
        }

        // The floor of the least quotient is the least floor, so that one conversion at the end is enough.
        for (var i = 0; i < allocatable.Length; i++) allocatable[i] = (int)room[i];
        ArrayPool<double>.Shared.Return(rented);
        if (requests is not null) work.Columns.Grades?.Limit(requests, work.Feasible, allocatable);
    }

    private static void Limit(Workspace work, string resource, long amount, Span<double> room)
    {
        if (work.Columns.Free(resource) is not { } free)
        {
            room.Clear();
            return;
        }

        if (work.Request.Assumed?.Column(resource, work.Snapshot) is { } assumed) Limit(free, assumed, amount, room);
        else Limit(free, amount, room);
    }

    private static void Limit(ReadOnlySpan<double> free, double amount, Span<double> room)
    {
        var wideFree = MemoryMarshal.Cast<double, Vector<double>>(free);
        var wideRoom = MemoryMarshal.Cast<double, Vector<double>>(room);
        var divisor = new Vector<double>(amount);
        for (var i = 0; i < wideRoom.Length; i++) wideRoom[i] = Vector.Max(Vector<double>.Zero, Vector.Min(wideRoom[i], wideFree[i] / divisor));
        for (var i = wideRoom.Length * Vector<double>.Count; i < room.Length; i++) room[i] = Math.Max(0, Math.Min(room[i], free[i] / amount));
    }

    private static void Limit(ReadOnlySpan<double> free, ReadOnlySpan<double> assumed, double amount, Span<double> room)
    {
        for (var i = 0; i < room.Length; i++) room[i] = Math.Max(0, Math.Min(room[i], (free[i] - assumed[i]) / amount));
    }
}
