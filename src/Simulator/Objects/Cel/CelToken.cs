namespace Loadline.Simulator.Objects.Cel;

internal enum CelTokenKind
{
    Identifier,
    Literal,
    Symbol,
    End,
}

/// <summary>A word of an expression; literals carry their value.</summary>
internal readonly record struct CelToken(CelTokenKind Kind, string Text, object? Value, int Position);
