namespace Loadline.Kubernetes.Entities;

/// <summary>The schema lists the property as required. The C# keyword <c>required</c> has the same effect.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RequiredAttribute : Attribute;
