namespace Loadline.Kubernetes.Entities;

/// <summary>
/// A CEL rule of <c>x-kubernetes-validations</c>, on a property or on every use of a class. Servers before 1.25 drop it, so a rule that
/// must hold everywhere has its twin in code. The JSON name of a field that is a CEL keyword or holds a dash needs CEL's escaping.
/// </summary>
/// <param name="rule">The expression; true means valid.</param>
/// <param name="message">What is wrong and how to put it right, on one line.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class, AllowMultiple = true)]
public sealed class ValidationRuleAttribute(string rule, string message) : Attribute
{
    /// <summary>The expression.</summary>
    public string Rule { get; } = rule;

    /// <summary>What is wrong and how to put it right.</summary>
    public string Message { get; } = message;
}
