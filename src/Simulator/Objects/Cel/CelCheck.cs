namespace Loadline.Simulator.Objects.Cel;

/// <summary>
/// What the server's compiler refuses when a CRD is written, as far as the schema tells it: unknown names, unknown functions and fields that
/// the schema does not declare. Types are followed from <c>self</c>; where they are not known, anything goes.
/// </summary>
internal static class CelCheck
{
    /// <exception cref="CelException">The expression cannot mean anything.</exception>
    public static void Check(CelExpression expression, StructuralNode self)
    {
        var scope = new Variables(CelRule.Self, self, new(CelRule.OldSelf, self, null));
        TypeOf(expression, scope);
    }

    public static bool Uses(CelExpression expression, string name) => expression switch
    {
        CelExpression.Literal => false,
        CelExpression.Identifier identifier => identifier.Name == name,
        _ => Parts(expression).Any(p => Uses(p, name)),
    };

    private static IEnumerable<CelExpression> Parts(CelExpression expression) => expression switch
    {
        CelExpression.Select select => [select.Operand],
        CelExpression.Index index => [index.Operand, index.Key],
        CelExpression.Call call => call.Arguments,
        CelExpression.List list => list.Items,
        CelExpression.Map map => map.Entries.SelectMany(e => (CelExpression[])[e.Key, e.Value]),
        CelExpression.Conditional choice => [choice.Test, choice.Then, choice.Else],
        CelExpression.And and => [and.Left, and.Right],
        CelExpression.Or or => [or.Left, or.Right],
        CelExpression.Macro macro => macro.Filter is null ? [macro.Range, macro.Body] : [macro.Range, macro.Filter, macro.Body],
        CelExpression.Bind bind => [bind.Value, bind.Body],
        _ => [],
    };

    /// <summary>The schema of the expression's value, or null where it has none that is known.</summary>
    private static StructuralNode? TypeOf(CelExpression? expression, Variables? scope)
    {
        switch (expression)
        {
            case CelExpression.Identifier identifier:
                return Variables.Find(scope, identifier.Name);
            case CelExpression.Select select:
                return Field(TypeOf(select.Operand, scope), select.Field);
            case CelExpression.Index index:
                TypeOf(index.Key, scope);
                return TypeOf(index.Operand, scope) is { } container ? container.Items ?? container.AdditionalProperties : null;
            case CelExpression.Call call:
                if (!CelFunctions.Knows(call.Function, call.IsMethod)) throw new CelException($"undeclared reference to '{call.Function}'");
                foreach (var argument in call.Arguments) TypeOf(argument, scope);
                return null;
            case CelExpression.Macro macro:
                var range = TypeOf(macro.Range, scope);
                var inner = new Variables(macro.Variable, range?.Items, scope);
                TypeOf(macro.Filter, inner);
                TypeOf(macro.Body, inner);
                return macro.Name == "filter" ? range : null;
            case CelExpression.Bind bind:
                return TypeOf(bind.Body, new(bind.Variable, TypeOf(bind.Value, scope), scope));
            case CelExpression.Conditional choice:
                TypeOf(choice.Test, scope);
                var then = TypeOf(choice.Then, scope);
                return then == TypeOf(choice.Else, scope) ? then : null;
            case null:
                return null;
            default:
                foreach (var part in Parts(expression)) TypeOf(part, scope);
                return null;
        }
    }

    private static StructuralNode? Field(StructuralNode? type, string field)
    {
        if (type is null || field is "apiVersion" or "kind" or "metadata") return null;
        if (type.Member(CelNames.Unescape(field)) is { } member) return member;
        if (type.Type is "string" or "integer" or "number" or "boolean" or "array")
            throw new CelException($"type '{type.Type}' does not support field selection");
        return type.Properties.Count > 0 ? throw new CelException($"undefined field '{field}'") : null;
    }

    private sealed record Variables(string Name, StructuralNode? Type, Variables? Outer)
    {
        public static StructuralNode? Find(Variables? scope, string name)
        {
            for (; scope is not null; scope = scope.Outer)
                if (scope.Name == name)
                    return scope.Type;
            return CelFunctions.TypeNames.ContainsKey(name) ? null : throw new CelException($"undeclared reference to '{name}'");
        }
    }
}
