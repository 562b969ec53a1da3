namespace Loadline.Simulator.Objects.Cel;

/// <summary>A parsed expression.</summary>
internal abstract record CelExpression
{
    public sealed record Literal(object? Value) : CelExpression;

    public sealed record Identifier(string Name) : CelExpression;

    /// <summary><c>a.b</c>, <c>a.?b</c>, or <c>has(a.b)</c> when only presence is asked.</summary>
    public sealed record Select(CelExpression Operand, string Field, bool IsOptional, bool PresenceOnly) : CelExpression;

    /// <summary><c>a[b]</c> or <c>a[?b]</c>.</summary>
    public sealed record Index(CelExpression Operand, CelExpression Key, bool IsOptional) : CelExpression;

    /// <summary>An operator, a function or a method; a method's target is its first argument.</summary>
    public sealed record Call(string Function, bool IsMethod, IReadOnlyList<CelExpression> Arguments) : CelExpression;

    public sealed record List(IReadOnlyList<CelExpression> Items) : CelExpression;

    public sealed record Map(IReadOnlyList<(CelExpression Key, CelExpression Value)> Entries) : CelExpression;

    public sealed record Conditional(CelExpression Test, CelExpression Then, CelExpression Else) : CelExpression;

    public sealed record And(CelExpression Left, CelExpression Right) : CelExpression;

    public sealed record Or(CelExpression Left, CelExpression Right) : CelExpression;

    /// <summary><c>range.all(v, body)</c> and its kin; <see cref="Filter"/> is the middle argument of a three-argument <c>map</c>.</summary>
    public sealed record Macro(string Name, CelExpression Range, string Variable, CelExpression? Filter, CelExpression Body) : CelExpression;

    /// <summary><c>cel.bind(v, value, body)</c>.</summary>
    public sealed record Bind(string Variable, CelExpression Value, CelExpression Body) : CelExpression;
}
