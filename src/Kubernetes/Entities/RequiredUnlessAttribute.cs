namespace Loadline.Kubernetes.Entities;

/// <summary>
/// A field is required, except when another one has a given value: then it must be absent. Emitted as <c>oneOf</c>, which every server
/// checks; CEL cannot see fields of any type.
/// </summary>
/// <param name="field">JSON name of the field.</param>
/// <param name="selector">JSON name of the field that decides; a string with an enum.</param>
/// <param name="exemptValue">Value of <paramref name="selector"/> with which <paramref name="field"/> must be absent.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequiredUnlessAttribute(string field, string selector, string exemptValue) : Attribute
{
    /// <summary>JSON name of the field.</summary>
    public string Field { get; } = field;

    /// <summary>JSON name of the field that decides.</summary>
    public string Selector { get; } = selector;

    /// <summary>Value with which <see cref="Field"/> must be absent.</summary>
    public string ExemptValue { get; } = exemptValue;
}
