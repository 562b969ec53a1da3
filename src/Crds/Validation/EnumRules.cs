namespace Loadline.Crds.Validation;

/// <summary>Rules of fields with a closed set of values.</summary>
internal static class EnumRules
{
    /// <summary>Absent, or one of the values.</summary>
    public static void OneOf(string? value, string path, FieldErrors errors, params ReadOnlySpan<string> values)
    {
        if (value is null || values.Contains(value)) return;
        errors.Add(path, $"must be {string.Join(", ", values[..^1])} or {values[^1]}");
    }
}
