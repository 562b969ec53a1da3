namespace Loadline.Simulator.Objects.Cel;

/// <summary>Recursive-descent parser of the Common Expression Language, with the macros that Kubernetes enables.</summary>
internal sealed class CelParser
{
    private static readonly HashSet<string> Relations = ["==", "!=", "<", "<=", ">", ">=", "in"];

    private readonly List<CelToken> _tokens;
    private int _at;

    private CelParser(List<CelToken> tokens) => _tokens = tokens;

    private CelToken Current => _tokens[_at];

    /// <exception cref="CelException">The text is not an expression.</exception>
    public static CelExpression Parse(string text)
    {
        var parser = new CelParser(CelLexer.Tokens(text));
        var expression = parser.Expression();
        if (parser.Current.Kind != CelTokenKind.End) throw parser.Unexpected();
        return expression;
    }

    private CelExpression Expression()
    {
        var test = Or();
        if (!Accept("?")) return test;
        var then = Or();
        Expect(":");
        return new CelExpression.Conditional(test, then, Expression());
    }

    private CelExpression Or()
    {
        var left = And();
        while (Accept("||")) left = new CelExpression.Or(left, And());
        return left;
    }

    private CelExpression And()
    {
        var left = Relation();
        while (Accept("&&")) left = new CelExpression.And(left, Relation());
        return left;
    }

    private CelExpression Relation()
    {
        var left = Sum();
        while (Current.Kind == CelTokenKind.Symbol && Relations.Contains(Current.Text))
            left = Binary(Take().Text, left, Sum());
        return left;
    }

    private CelExpression Sum()
    {
        var left = Product();
        while (Current is { Kind: CelTokenKind.Symbol, Text: "+" or "-" })
            left = Binary(Take().Text, left, Product());
        return left;
    }

    private CelExpression Product()
    {
        var left = Unary();
        while (Current is { Kind: CelTokenKind.Symbol, Text: "*" or "/" or "%" })
            left = Binary(Take().Text, left, Unary());
        return left;
    }

    private CelExpression Unary()
    {
        if (Accept("!")) return new CelExpression.Call("!_", false, [Unary()]);
        if (!Accept("-")) return Member();
        return Unary() switch
        {
            CelExpression.Literal { Value: long number } => new CelExpression.Literal(-number),
            CelExpression.Literal { Value: double number } => new CelExpression.Literal(-number),
            var operand => new CelExpression.Call("-_", false, [operand]),
        };
    }

    private CelExpression Member()
    {
        var operand = Primary();
        while (true)
        {
            if (Accept("."))
            {
                var name = Identifier();
                operand = Accept("(") ? Method(operand, name, Arguments(")")) : new CelExpression.Select(operand, name, false, false);
            }
            else if (Accept(".?"))
                operand = new CelExpression.Select(operand, Identifier(), true, false);
            else if (Accept("["))
                operand = Indexed(operand, false);
            else if (Accept("[?"))
                operand = Indexed(operand, true);
            else
                return operand;
        }
    }

    private CelExpression.Index Indexed(CelExpression operand, bool isOptional)
    {
        var key = Expression();
        Expect("]");
        return new(operand, key, isOptional);
    }

    private CelExpression Primary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case CelTokenKind.Literal:
                _at++;
                return new CelExpression.Literal(token.Value);
            case CelTokenKind.Identifier:
                _at++;
                if (!Accept("(")) return new CelExpression.Identifier(token.Text);
                var arguments = Arguments(")");
                return token.Text == "has" ? Presence(arguments) : new CelExpression.Call(token.Text, false, arguments);
            case CelTokenKind.Symbol when Accept("("):
                var inner = Expression();
                Expect(")");
                return inner;
            case CelTokenKind.Symbol when Accept("["):
                return new CelExpression.List(Arguments("]"));
            case CelTokenKind.Symbol when Accept("{"):
                return Map();
            case CelTokenKind.Symbol when Accept("."):
                return Primary();
            default:
                throw Unexpected();
        }
    }

    private CelExpression.Map Map()
    {
        var entries = new List<(CelExpression, CelExpression)>();
        while (!Accept("}"))
        {
            var key = Expression();
            Expect(":");
            entries.Add((key, Expression()));
            if (Current.Text != "}") Expect(",");
        }
        return new(entries);
    }

    private List<CelExpression> Arguments(string end)
    {
        var arguments = new List<CelExpression>();
        while (!Accept(end))
        {
            arguments.Add(Expression());
            if (Current.Text != end) Expect(",");
        }
        return arguments;
    }

    private static CelExpression.Select Presence(List<CelExpression> arguments) => arguments is [CelExpression.Select { PresenceOnly: false } select]
        ? select with { PresenceOnly = true }
        : throw new CelException("invalid argument to has() macro");

    private static CelExpression Method(CelExpression target, string name, List<CelExpression> arguments) => (name, arguments) switch
    {
        ("all" or "exists" or "exists_one" or "existsOne" or "filter" or "map", [CelExpression.Identifier variable, var body]) =>
            new CelExpression.Macro(name, target, variable.Name, null, body),
        ("map", [CelExpression.Identifier variable, var filter, var body]) => new CelExpression.Macro(name, target, variable.Name, filter, body),
        ("optMap" or "optFlatMap", [CelExpression.Identifier variable, var body]) => new CelExpression.Macro(name, target, variable.Name, null, body),
        ("bind", [CelExpression.Identifier variable, var value, var body]) when target is CelExpression.Identifier { Name: "cel" } =>
            new CelExpression.Bind(variable.Name, value, body),
        ("of" or "none" or "ofNonZeroValue", _) when target is CelExpression.Identifier { Name: "optional" } =>
            new CelExpression.Call("optional." + name, false, arguments),
        _ => new CelExpression.Call(name, true, [target, .. arguments]),
    };

    private static CelExpression.Call Binary(string symbol, CelExpression left, CelExpression right) => new(symbol, false, [left, right]);

    private CelToken Take() => _tokens[_at++];

    private bool Accept(string symbol)
    {
        if (Current.Kind != CelTokenKind.Symbol || Current.Text != symbol) return false;
        _at++;
        return true;
    }

    private void Expect(string symbol)
    {
        if (!Accept(symbol)) throw Unexpected($", expecting '{symbol}'");
    }

    private string Identifier() => Current.Kind == CelTokenKind.Identifier ? Take().Text : throw Unexpected(", expecting an identifier");

    private CelException Unexpected(string expecting = "") => new($"Syntax error at {Current.Position + 1}: unexpected '{Current.Text}'{expecting}");
}
