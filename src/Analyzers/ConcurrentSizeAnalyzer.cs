using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Loadline.Analyzers;

/// <summary>
/// LL1001: the size of a concurrent collection is read. It takes every lock or is a sum over a moving target, whether it is read directly,
/// through an interface, or by LINQ.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ConcurrentSizeAnalyzer : DiagnosticAnalyzer
{
    private const string Concurrent = "System.Collections.Concurrent";

    private static readonly ImmutableHashSet<string> SizeNames = ImmutableHashSet.Create("Count", "LongCount", "Length", "IsEmpty", "Any");

    private static readonly DiagnosticDescriptor Descriptor = Rule.Of(
        "LL1001", "The size of a concurrent collection is not atomic",
        "'{0}' of {1} takes every lock or is torn; keep the size with the content (VersionedShardMap.Count) or ask for what is needed");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(AnalyzeProperty, OperationKind.PropertyReference);
        context.RegisterOperationAction(AnalyzeCall, OperationKind.Invocation);
    }

    private static void AnalyzeProperty(OperationAnalysisContext context)
    {
        var property = (IPropertyReferenceOperation)context.Operation;
        if (SizeNames.Contains(property.Property.Name)) Check(context, property.Instance, property.Property.Name);
    }

    private static void AnalyzeCall(OperationAnalysisContext context)
    {
        // Any(condition) and Count(condition) look at elements; only the plain ones ask for the size.
        var call = (IInvocationOperation)context.Operation;
        if (!SizeNames.Contains(call.TargetMethod.Name)) return;
        var receiver = call.Instance ?? (call.TargetMethod.IsExtensionMethod && call.Arguments.Length == 1 ? call.Arguments[0].Value : null);
        Check(context, receiver, call.TargetMethod.Name);
    }

    private static void Check(OperationAnalysisContext context, IOperation? receiver, string member)
    {
        for (var operand = receiver; operand is not null; operand = Inner(operand))
        {
            if (operand.Type is not { } type || !IsConcurrent(type)) continue;
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, context.Operation.Syntax.GetLocation(), member, type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)));
            return;
        }
    }

    private static IOperation? Inner(IOperation operation) => operation switch
    {
        IConversionOperation conversion => conversion.Operand,
        IParenthesizedOperation parenthesized => parenthesized.Operand,
        ILocalReferenceOperation local => InitializerOf(local),
        IPropertyReferenceOperation { Property.Name: "Keys" or "Values" } view => view.Instance,
        _ => null,
    };

    // A local that was made from a concurrent collection and holds it as an interface.
    private static IOperation? InitializerOf(ILocalReferenceOperation local)
    {
        if (local.Type?.TypeKind != TypeKind.Interface || local.SemanticModel is not { } model) return null;
        foreach (var reference in local.Local.DeclaringSyntaxReferences)
        {
            if (model.SyntaxTree == reference.SyntaxTree && model.GetOperation(reference.GetSyntax()) is IVariableDeclaratorOperation { Initializer.Value: { } value })
                return value;
        }

        return null;
    }

    private static bool IsConcurrent(ITypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (Rule.IsIn(current.OriginalDefinition, Concurrent)) return true;
        }

        return false;
    }
}
