using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Loadline.Analyzers;

/// <summary>
/// LL1003: a type marked <c>[Published]</c> can change after construction: it has a property that can be set, a field that is not
/// read-only, or a collection that can be changed. Arrays may be kept privately.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PublishedTypeAnalyzer : DiagnosticAnalyzer
{
    private static readonly ImmutableHashSet<string> MutableCollections = ImmutableHashSet.Create(
        "List", "Dictionary", "HashSet", "SortedSet", "SortedDictionary", "SortedList", "Queue", "Stack", "LinkedList", "PriorityQueue",
        "IList", "IDictionary", "ISet", "ICollection");

    private static readonly DiagnosticDescriptor Descriptor = Rule.Of(
        "LL1003", "A published type can change", "'{0}' of the published type '{1}' can change after construction: {2}");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (!Rule.HasMark(type, "Published")) return;
        if (!type.IsSealed && type.TypeKind == TypeKind.Class) Report(type, "a type derived from it could add what changes");
        foreach (var member in type.GetMembers())
        {
            if (member.IsStatic) continue;
            switch (member)
            {
                case IPropertySymbol { SetMethod: { IsInitOnly: false } }:
                    Report(member, "it can be set");
                    break;
                case IPropertySymbol { IsIndexer: false } property when WhyMutable(property.Type, property) is { } why:
                    Report(member, why);
                    break;
                case IFieldSymbol { IsImplicitlyDeclared: false, IsReadOnly: false, IsConst: false }:
                    Report(member, "it is not read-only");
                    break;
                case IFieldSymbol { IsImplicitlyDeclared: false } field when WhyMutable(field.Type, field) is { } why:
                    Report(member, why);
                    break;
            }
        }

        void Report(ISymbol member, string why) =>
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, member.Locations[0], member.Name, type.Name, why));
    }

    private static string? WhyMutable(ITypeSymbol type, ISymbol member)
    {
        if (type is IArrayTypeSymbol) return member.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected ? "the elements of an array can be set" : null;
        var space = type.ContainingNamespace?.ToDisplayString();
        if (space == "System.Collections.Concurrent") return "it is a mutable collection";
        return space == "System.Collections.Generic" && MutableCollections.Contains(type.Name) ? "it is a mutable collection" : null;
    }
}
