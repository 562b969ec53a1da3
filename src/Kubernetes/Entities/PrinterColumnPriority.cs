namespace Loadline.Kubernetes.Entities;

/// <summary>Where <c>kubectl get</c> shows a column.</summary>
public enum PrinterColumnPriority
{
    /// <summary>Always.</summary>
    StandardView = 0,

    /// <summary>With <c>-o wide</c>.</summary>
    WideView = 1,
}
