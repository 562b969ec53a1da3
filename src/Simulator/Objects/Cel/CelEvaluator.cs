namespace Loadline.Simulator.Objects.Cel;

/// <summary>A variable and the ones around it.</summary>
internal sealed record CelScope(string Name, object? Value, CelScope? Outer)
{
    public static bool TryFind(CelScope? scope, string name, out object? value)
    {
        for (; scope is not null; scope = scope.Outer)
            if (scope.Name == name)
            {
                value = scope.Value;
                return true;
            }
        value = null;
        return false;
    }
}

/// <summary>Evaluates expressions. Logic absorbs errors as CEL prescribes: an error beside a deciding operand does not count.</summary>
internal static class CelEvaluator
{
    /// <exception cref="CelException">The evaluation fails.</exception>
    public static object? Evaluate(CelExpression expression, CelScope? scope) => expression switch
    {
        CelExpression.Literal literal => literal.Value,
        CelExpression.Identifier identifier => Lookup(identifier.Name, scope),
        CelExpression.Select select => Select(select, scope),
        CelExpression.Index index => Index(index, scope),
        CelExpression.Call call => CelFunctions.Call(call.Function, call.IsMethod, [.. call.Arguments.Select(a => Evaluate(a, scope))]),
        CelExpression.List list => new CelList([.. list.Items.Select(i => Evaluate(i, scope))]),
        CelExpression.Map map => new CelMap([.. map.Entries.Select(e => (Evaluate(e.Key, scope), Evaluate(e.Value, scope)))]),
        CelExpression.Conditional choice => Evaluate(Bool(Evaluate(choice.Test, scope)) ? choice.Then : choice.Else, scope),
        CelExpression.And and => Decide([and.Left, and.Right], e => Evaluate(e, scope), deciding: false),
        CelExpression.Or or => Decide([or.Left, or.Right], e => Evaluate(e, scope), deciding: true),
        CelExpression.Bind bind => Evaluate(bind.Body, new(bind.Variable, Evaluate(bind.Value, scope), scope)),
        CelExpression.Macro macro => Macro(macro, scope),
        _ => throw new CelException($"unknown expression {expression.GetType().Name}"),
    };

    private static object? Lookup(string name, CelScope? scope)
    {
        if (CelScope.TryFind(scope, name, out var value)) return value;
        return CelFunctions.TypeNames.TryGetValue(name, out var type) ? type : throw new CelException($"undeclared reference to '{name}'");
    }

    private static object? Select(CelExpression.Select select, CelScope? scope)
    {
        var operand = Evaluate(select.Operand, scope);
        var isOptional = select.IsOptional;
        if (operand is CelOptional optional)
        {
            if (!optional.HasValue) return select.PresenceOnly ? false : CelOptional.None;
            operand = optional.Value;
            isOptional = true;
        }
        if (operand is not ICelMap map) throw CelException.NoSuchOverload();
        var found = map.TryGetField(select.Field, out var value);
        if (select.PresenceOnly) return found;
        if (isOptional) return found ? new CelOptional(true, value) : CelOptional.None;
        return found ? value : throw new CelException($"no such key: {CelNames.Unescape(select.Field)}");
    }

    private static object? Index(CelExpression.Index index, CelScope? scope)
    {
        var operand = Evaluate(index.Operand, scope);
        var key = Evaluate(index.Key, scope);
        var isOptional = index.IsOptional;
        if (operand is CelOptional optional)
        {
            if (!optional.HasValue) return CelOptional.None;
            operand = optional.Value;
            isOptional = true;
        }
        object? value = null;
        var found = operand switch
        {
            ICelMap map => map.TryGet(key, out value),
            ICelList list when At(list, key) is { } at => Found(list[at], out value),
            ICelList => false,
            _ => throw CelException.NoSuchOverload(),
        };
        if (isOptional) return found ? new CelOptional(true, value) : CelOptional.None;
        if (found) return value;
        throw new CelException(operand is ICelMap ? $"no such key: {CelValues.Print(key)}" : $"index out of bounds: {CelValues.Print(key)}");
    }

    private static bool Found(object? item, out object? value)
    {
        value = item;
        return true;
    }

    private static int? At(ICelList list, object? key)
    {
        var at = key switch
        {
            long number => number,
            ulong number => (long)Math.Min(number, long.MaxValue),
            double number when number == Math.Floor(number) => (long)number,
            _ => throw CelException.NoSuchOverload(),
        };
        return at >= 0 && at < list.Count ? (int)at : null;
    }

    private static object? Macro(CelExpression.Macro macro, CelScope? scope)
    {
        var range = Evaluate(macro.Range, scope);
        if (range is CelOptional optional) return OnOptional(macro, optional, scope);
        var items = range switch
        {
            ICelList list => list.Items(),
            ICelMap map => map.Keys,
            _ => throw CelException.NoSuchOverload(),
        };
        object? Body(object? item) => Evaluate(macro.Body, new(macro.Variable, item, scope));
        bool Passes(object? item) => macro.Filter is null || Bool(Evaluate(macro.Filter, new(macro.Variable, item, scope)));

        return macro.Name switch
        {
            "all" => Decide(items, Body, deciding: false),
            "exists" => Decide(items, Body, deciding: true),
            "exists_one" or "existsOne" => items.Count(i => Bool(Body(i))) == 1,
            "filter" => new CelList([.. items.Where(i => Bool(Body(i)))]),
            _ => new CelList([.. items.Where(Passes).Select(Body)]),
        };
    }

    private static object? OnOptional(CelExpression.Macro macro, CelOptional optional, CelScope? scope)
    {
        if (macro.Name is not ("optMap" or "optFlatMap")) throw CelException.NoSuchOverload();
        if (!optional.HasValue) return optional;
        var result = Evaluate(macro.Body, new(macro.Variable, optional.Value, scope));
        return macro.Name == "optMap" ? new CelOptional(true, result) : result;
    }

    /// <summary>
    /// The fold of &amp;&amp; (deciding value false) or || (deciding value true) over operands; the first error counts only if none decides.
    /// </summary>
    private static bool Decide<T>(IEnumerable<T> operands, Func<T, object?> evaluate, bool deciding)
    {
        CelException? error = null;
        foreach (var operand in operands)
        {
            try
            {
                if (Bool(evaluate(operand)) == deciding) return deciding;
            }
            catch (CelException e)
            {
                error ??= e;
            }
        }
        return error is null ? !deciding : throw error;
    }

    private static bool Bool(object? value) => value as bool? ?? throw CelException.NoSuchOverload();
}
