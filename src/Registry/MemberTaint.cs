namespace Loadline.Registry;

/// <summary>A taint of a member cluster.</summary>
/// <param name="Key">Taint key.</param>
/// <param name="Value">Taint value; empty when it has none.</param>
/// <param name="Effect">What it does.</param>
public readonly record struct MemberTaint(string Key, string Value, TaintEffect Effect)
{
    /// <summary>The usual short form: <c>key=value:Effect</c>, or <c>key:Effect</c> without a value.</summary>
    public override string ToString() => Value.Length == 0 ? $"{Key}:{Effect}" : $"{Key}={Value}:{Effect}";
}
