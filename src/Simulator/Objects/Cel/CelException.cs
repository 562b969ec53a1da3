namespace Loadline.Simulator.Objects.Cel;

/// <summary>A CEL expression that does not parse, or whose evaluation fails (no such key, division by zero, ...).</summary>
public sealed class CelException(string message) : Exception(message)
{
    internal static CelException NoSuchOverload() => new("no such overload");
}
