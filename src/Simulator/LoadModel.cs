namespace Loadline.Simulator;

/// <summary>Load on a simulated member besides its pods. Thread-safe.</summary>
public sealed class LoadModel
{
    private double _backgroundCpuRatio;
    private double _podCpuRatio = 0.6;

    /// <summary>Share (0..1) of each node's CPU that others use; node usage in metrics.k8s.io is this plus the pods. Default 0.</summary>
    public double BackgroundCpuRatio
    {
        get => Volatile.Read(ref _backgroundCpuRatio);
        set => Volatile.Write(ref _backgroundCpuRatio, Math.Clamp(value, 0, 1));
    }

    /// <summary>Share of its CPU and memory request that a running pod uses. Default 0.6; above 1 models overload.</summary>
    public double PodUsageRatio
    {
        get => Volatile.Read(ref _podCpuRatio);
        set => Volatile.Write(ref _podCpuRatio, Math.Max(0, value));
    }
}
