using System.Text.Json;

namespace Loadline.Operator.Rendering;

/// <summary>The numbers of a workload's spec that differ from member to member.</summary>
internal readonly ref struct SpecEdits
{
    private readonly ReadOnlySpan<byte> _replicasField;
    private readonly int? _replicas;
    private readonly int? _completions;

    private SpecEdits(ReadOnlySpan<byte> replicasField, int? replicas, int? completions)
    {
        _replicasField = replicasField;
        _replicas = replicas;
        _completions = completions;
    }

    /// <summary>The spec is copied as it is.</summary>
    public bool IsEmpty => _replicas is null && _completions is null;

    /// <summary>The edits for one member; none for a kind that is not divided.</summary>
    public static SpecEdits For(TemplateKind kind, int? replicas, int? completions) => kind switch
    {
        TemplateKind.Job => new("parallelism"u8, replicas, completions),
        _ when TemplateKinds.IsDivisible(kind) => new("replicas"u8, replicas, null),
        _ => default,
    };

    /// <summary>Whether the property that the copier stands on gives way to an edit.</summary>
    public bool Replaces(ref TemplateCopier copier) =>
        (_replicas is not null && copier.IsNamed(_replicasField)) || (_completions is not null && copier.IsNamed("completions"u8));

    /// <summary>Writes the edited fields.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        if (_replicas is { } replicas) writer.WriteNumber(_replicasField, replicas);
        if (_completions is { } completions) writer.WriteNumber("completions"u8, completions);
    }
}
