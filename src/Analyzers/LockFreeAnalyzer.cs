using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Loadline.Analyzers;

/// <summary>LL1004: an assembly marked <c>[LockFree]</c> takes a lock or waits.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LockFreeAnalyzer : DiagnosticAnalyzer
{
    private static readonly ImmutableHashSet<string> Locks = ImmutableHashSet.Create(
        "Monitor", "Lock", "Mutex", "Semaphore", "SemaphoreSlim", "ReaderWriterLock", "ReaderWriterLockSlim", "ManualResetEvent",
        "ManualResetEventSlim", "AutoResetEvent", "CountdownEvent", "Barrier", "EventWaitHandle", "SpinLock");

    private static readonly DiagnosticDescriptor Descriptor = Rule.Of(
        "LL1004", "A lock-free assembly waits", "{0}: this assembly is [LockFree], a thread that stops here would hold up others");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (Rule.HasMark(start.Compilation.Assembly, "LockFree"))
                start.RegisterOperationAction(Analyze, OperationKind.Lock, OperationKind.Invocation, OperationKind.ObjectCreation);
        });
    }

    private static void Analyze(OperationAnalysisContext context)
    {
        var what = context.Operation switch
        {
            ILockOperation => "lock",
            IObjectCreationOperation { Type: { } type } when IsLock(type) => type.Name,
            IInvocationOperation { TargetMethod: { ContainingType: { } type } method } when Waits(type, method) => $"{type.Name}.{method.Name}",
            _ => null,
        };
        if (what is not null) context.ReportDiagnostic(Diagnostic.Create(Descriptor, context.Operation.Syntax.GetLocation(), what));
    }

    private static bool IsLock(ITypeSymbol type) => Rule.IsIn(type, "System.Threading") && Locks.Contains(type.Name);

    private static bool Waits(INamedTypeSymbol type, IMethodSymbol method) =>
        IsLock(type)
        || (Rule.IsIn(type, "System.Threading") && type.Name == "Thread" && method.Name is "Sleep" or "Join")
        || (Rule.IsIn(type, "System.Threading.Tasks") && type.Name == "Task" && method.Name is "Wait" or "WaitAll" or "WaitAny");
}
