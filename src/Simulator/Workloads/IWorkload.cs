using System.Text.Json.Nodes;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Workloads;

/// <summary>How one kind of workload comes to what its spec says.</summary>
internal interface IWorkload
{
    GroupResource Resource { get; }

    /// <summary>What the workload creates.</summary>
    GroupResource Owned { get; }

    /// <summary>True where a change of that kind concerns all workloads of this one.</summary>
    bool DependsOn(GroupResource other) => false;

    /// <summary>One step towards the spec; returns the new status. <paramref name="again"/> asks to be called once more, on the loop.</summary>
    JsonObject Reconcile(JsonObject obj, Action again);
}
