using Loadline.Registry;

namespace Loadline.Placement.Compilation;

/// <summary>Accepts taints. A null key accepts every key, a null value every value, a null effect every effect.</summary>
internal readonly record struct Toleration(string? Key, string? Value, TaintEffect? Effect)
{
    public bool Accepts(MemberTaint taint) =>
        (Effect is null || Effect == taint.Effect)
        && (Key is null || Key == taint.Key)
        && (Value is null || Value == taint.Value);
}
