namespace Loadline.Kubernetes.Models;

/// <summary>One cause of a failure.</summary>
public sealed record V1StatusCause
{
    /// <summary>Machine-readable cause, for example <c>FieldValueInvalid</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>The cause in words.</summary>
    public string? Message { get; init; }

    /// <summary>Path of the field.</summary>
    public string? Field { get; init; }
}
