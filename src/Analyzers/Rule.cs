using Microsoft.CodeAnalysis;

namespace Loadline.Analyzers;

/// <summary>Makes the descriptors: all are errors of correctness and on by default.</summary>
internal static class Rule
{
    public static DiagnosticDescriptor Of(string id, string title, string message) =>
        new(id, title, message, "Concurrency", DiagnosticSeverity.Error, isEnabledByDefault: true);

    /// <summary>Whether a symbol has an attribute of this repository: found by name, so that tests can declare their own.</summary>
    public static bool HasMark(ISymbol symbol, string name)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass?.Name == name + "Attribute") return true;
        }

        return false;
    }

    public static bool IsIn(ITypeSymbol? type, string space) => type?.ContainingNamespace?.ToDisplayString() == space;
}
