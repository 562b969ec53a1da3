using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Loadline.Analyzers;

/// <summary>
/// LL1002: a field marked <c>[AtomicOnly]</c> is touched in another way than by reference through <c>Interlocked</c>, <c>Volatile</c> or
/// a type marked <c>[AtomicAccess]</c>. Constructors and initializers may write it: nobody else sees the object yet.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AtomicOnlyAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Of(
        "LL1002", "An atomic field is read or written plainly", "'{0}' is [AtomicOnly]: use Interlocked or Volatile");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(Analyze, OperationKind.FieldReference);
    }

    private static void Analyze(OperationAnalysisContext context)
    {
        var reference = (IFieldReferenceOperation)context.Operation;
        if (!Rule.HasMark(reference.Field, "AtomicOnly")) return;
        if (context.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor } or IFieldSymbol) return;
        if (reference.Parent is INameOfOperation || IsAtomic(reference)) return;
        context.ReportDiagnostic(Diagnostic.Create(Descriptor, reference.Syntax.GetLocation(), reference.Field.Name));
    }

    private static bool IsAtomic(IFieldReferenceOperation reference)
    {
        if (reference.Parent is not IArgumentOperation { Parameter.RefKind: not RefKind.None, Parent: IInvocationOperation call }) return false;
        var type = call.TargetMethod.ContainingType;
        return (Rule.IsIn(type, "System.Threading") && type.Name is "Interlocked" or "Volatile") || Rule.HasMark(type, "AtomicAccess");
    }
}
