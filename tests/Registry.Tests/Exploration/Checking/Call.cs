namespace Loadline.Registry.Exploration.Checking;

/// <summary>A finished call.</summary>
/// <param name="Op">What was asked.</param>
/// <param name="Result">What came back.</param>
/// <param name="Start">When it was made.</param>
/// <param name="End">When it returned.</param>
public readonly record struct Call(Op Op, long Result, long Start, long End)
{
    public override string ToString() => $"[{Start}..{End}] {Op} => {(Op.Kind == OpKind.Snapshot ? Result.ToString("x", null) : Result)}";
}
