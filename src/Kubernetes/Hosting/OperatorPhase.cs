namespace Loadline.Kubernetes.Hosting;

/// <summary>When a part of an operator runs (LC1): phases start in this order and stop in the order that <see cref="OperatorRuntime"/> states.</summary>
public enum OperatorPhase
{
    /// <summary>Health and metrics: from the first moment to the last, on standbys too (LC3).</summary>
    Servers,

    /// <summary>Webhooks: before caches, whose first list may need a conversion webhook.</summary>
    Webhooks,

    /// <summary>Caches: awaited until they are ready, on standbys too, so that a take-over is quick (CL7).</summary>
    Caches,

    /// <summary>What every replica does, leader or not.</summary>
    Always,

    /// <summary>What only the leader does.</summary>
    Leading,
}
