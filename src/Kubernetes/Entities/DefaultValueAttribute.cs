namespace Loadline.Kubernetes.Entities;

/// <summary>The value that the API server fills in when the field is left out.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DefaultValueAttribute : Attribute
{
    /// <summary>A truth value.</summary>
    public DefaultValueAttribute(bool value) => Value = value;

    /// <summary>An integer.</summary>
    public DefaultValueAttribute(long value) => Value = value;

    /// <summary>A text.</summary>
    public DefaultValueAttribute(string value) => Value = value;

    /// <summary>The default: a <see cref="bool"/>, <see cref="long"/> or <see cref="string"/>.</summary>
    public object Value { get; }
}
