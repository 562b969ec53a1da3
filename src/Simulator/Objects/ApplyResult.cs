using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects;

/// <summary>A field that an apply wants to change and another manager owns.</summary>
/// <param name="Manager">The owner.</param>
/// <param name="FieldPath">The field in Kubernetes' form, such as <c>.spec.replicas</c> or <c>.spec.containers[name="web"].image</c>.</param>
/// <param name="ManagerText">The owner as the server prints it: <c>"hpa" with subresource "scale" using autoscaling/v1</c>.</param>
public sealed record ApplyConflict(string Manager, string FieldPath, string ManagerText)
{
    /// <summary>The text of the status cause (reason <c>FieldManagerConflict</c>).</summary>
    public string CauseMessage => $"conflict with {ManagerText}";
}

/// <summary>What an apply came to: a new object, or conflicts.</summary>
public sealed class ApplyResult
{
    private ApplyResult(JsonObject? @object, bool changed, IReadOnlyList<ApplyConflict> conflicts)
    {
        Object = @object;
        Changed = changed;
        Conflicts = conflicts;
    }

    /// <summary>The merged object with its managedFields; null when there are conflicts.</summary>
    public JsonObject? Object { get; }

    /// <summary>False when neither the object nor anybody's ownership changed: nothing need be stored.</summary>
    public bool Changed { get; }

    /// <summary>Conflicts by manager, then by path; empty on success.</summary>
    public IReadOnlyList<ApplyConflict> Conflicts { get; }

    /// <summary>The message of the 409 status.</summary>
    public string ConflictMessage
    {
        get
        {
            if (Conflicts is [var only]) return $"Apply failed with 1 conflict: conflict with {only.ManagerText}: {only.FieldPath}";
            var lines = Conflicts.GroupBy(c => c.ManagerText)
                .Select(g => $"conflicts with {g.Key}:\n" + string.Join('\n', g.Select(c => "- " + c.FieldPath)));
            return $"Apply failed with {Conflicts.Count} conflicts: " + string.Join('\n', lines);
        }
    }

    internal static ApplyResult Of(JsonObject result, bool changed) => new(result, changed, []);

    internal static ApplyResult Conflicting(IReadOnlyList<ApplyConflict> conflicts) => new(null, false, conflicts);
}
