using System.Globalization;
using System.Text.Json.Nodes;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Workloads;

/// <summary>The arithmetic of a Deployment's rollout.</summary>
internal sealed record Rollout(int Desired, int MaxSurge, int MaxUnavailable, bool Recreate, bool Paused)
{
    public int MinimumAvailable => Recreate ? 0 : Math.Max(0, Desired - MaxUnavailable);

    public static Rollout Of(JsonObject deployment)
    {
        var spec = deployment.Obj("spec");
        var desired = (int)(spec.Number("replicas") ?? 1);
        var recreate = spec.Text("strategy", "type") == "Recreate";
        var surge = recreate ? 0 : Share(spec.At("strategy", "rollingUpdate", "maxSurge") ?? "25%", desired, roundUp: true);
        var unavailable = recreate ? desired : Share(spec.At("strategy", "rollingUpdate", "maxUnavailable") ?? "25%", desired, roundUp: false);
        // Both zero could never move.
        if (!recreate && surge == 0 && unavailable == 0) unavailable = 1;
        return new Rollout(desired, surge, Math.Min(unavailable, desired), recreate, spec.Flag("paused"));
    }

    /// <summary>Replicas of a new set at its creation: all where there is no other.</summary>
    public int InitialReplicas(IReadOnlyList<object> old) => old.Count == 0 ? Desired : 0;

    /// <summary>Replicas that the new set may have now.</summary>
    public int NewReplicas(int wanted, int total, int oldExisting)
    {
        if (wanted > Desired) return Desired;
        if (total == wanted && oldExisting == 0) return Desired;
        if (Recreate) return oldExisting == 0 ? Desired : wanted;
        return Math.Min(Desired, wanted + Math.Max(0, Desired + MaxSurge - total));
    }

    /// <summary>Old replicas that may go now.</summary>
    public int Removable(int total, int newUnavailable) => Recreate ? total : Math.Max(0, total - (Desired - MaxUnavailable) - newUnavailable);

    private static int Share(JsonNode value, int whole, bool roundUp)
    {
        if (value.Number() is { } count) return (int)count;
        var text = value.ToString();
        if (!double.TryParse(text.TrimEnd('%'), CultureInfo.InvariantCulture, out var percent)) return 0;
        var share = percent * whole / 100;
        return (int)(roundUp ? Math.Ceiling(share) : Math.Floor(share));
    }
}
