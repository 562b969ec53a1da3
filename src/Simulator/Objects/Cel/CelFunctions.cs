namespace Loadline.Simulator.Objects.Cel;

/// <summary>The functions, methods and operators that expressions may call, by name.</summary>
internal static class CelFunctions
{
    private static readonly Dictionary<string, Func<object?[], object?>> Functions = Merge(CelOperators.All, CelConversions.Functions,
        CelKubernetesFunctions.Functions);

    private static readonly Dictionary<string, Func<object?[], object?>> Methods = Merge(CelStringFunctions.Methods, CelListFunctions.Methods,
        CelTimeFunctions.Methods, CelKubernetesFunctions.Methods);

    /// <summary>Names of types, for <c>type(x) == string</c>.</summary>
    public static IReadOnlyDictionary<string, CelType> TypeNames { get; } =
        new[] { "bool", "int", "uint", "double", "string", "bytes", "list", "map", "null_type", "type" }.ToDictionary(n => n, n => new CelType(n));

    public static bool Knows(string name, bool isMethod) => (isMethod ? Methods : Functions).ContainsKey(name);

    /// <exception cref="CelException">The function is unknown or does not take such arguments.</exception>
    public static object? Call(string name, bool isMethod, object?[] arguments) =>
        (isMethod ? Methods : Functions).TryGetValue(name, out var function)
            ? function(arguments)
            : throw new CelException($"undeclared reference to '{name}'");

    private static Dictionary<string, Func<object?[], object?>> Merge(params IReadOnlyDictionary<string, Func<object?[], object?>>[] tables) =>
        tables.SelectMany(t => t).ToDictionary(f => f.Key, f => f.Value);
}
