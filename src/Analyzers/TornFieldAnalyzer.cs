using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Loadline.Analyzers;

/// <summary>LL1005: a class marked <c>[Shared]</c> has a mutable field that is wider than a word: a reader could see half of a write.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TornFieldAnalyzer : DiagnosticAnalyzer
{
    private const int Word = 8;

    private static readonly DiagnosticDescriptor Descriptor = Rule.Of(
        "LL1005", "A shared field can tear", "'{0}' is wider than a word and mutable in the shared class '{1}': use a StatusCell, or an object that is replaced");

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
        if (!Rule.HasMark(type, "Shared")) return;
        foreach (var member in type.GetMembers())
        {
            if (member is not IFieldSymbol { IsStatic: false, IsReadOnly: false, IsConst: false } field || SizeOf(field.Type, 0) <= Word) continue;
            var shown = field.AssociatedSymbol ?? field;
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, shown.Locations[0], shown.Name, type.Name));
        }
    }

    /// <summary>A lower bound of the size, without padding; of a type parameter that may be any struct, more than a word.</summary>
    private static int SizeOf(ITypeSymbol type, int depth)
    {
        if (type.IsReferenceType || type.TypeKind is TypeKind.Pointer) return Word;
        if (type is ITypeParameterSymbol || type.SpecialType == SpecialType.System_Decimal) return Word + Word;
        if (type is INamedTypeSymbol { EnumUnderlyingType: { } underlying }) return SizeOf(underlying, depth);
        switch (type.SpecialType)
        {
            case SpecialType.System_Boolean or SpecialType.System_Byte or SpecialType.System_SByte: return 1;
            case SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Char: return 2;
            case SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Single: return 4;
            case not SpecialType.None and not SpecialType.System_Nullable_T and not SpecialType.System_DateTime: return Word;
        }

        if (depth > 8) return Word + 1;
        var size = 0;
        foreach (var member in type.GetMembers())
        {
            if (member is IFieldSymbol { IsStatic: false, IsConst: false } field) size += SizeOf(field.Type, depth + 1);
        }

        // Reference assemblies leave private fields out, but keep one so that a struct is never empty.
        return size == 0 ? Word : size;
    }
}
