namespace Loadline.Placement.Compilation;

/// <summary>How many groups to spread over.</summary>
/// <param name="Field">What makes a group.</param>
/// <param name="Label">Label key when groups are made by label.</param>
/// <param name="Min">At least this many; never below 1.</param>
/// <param name="Max">At most this many; <see cref="int.MaxValue"/> when unbounded.</param>
internal sealed record SpreadRule(SpreadField Field, string? Label, int Min, int Max)
{
    public string FieldName => Field == SpreadField.Label ? $"label {Label}" : Field.ToString().ToLowerInvariant();
}
