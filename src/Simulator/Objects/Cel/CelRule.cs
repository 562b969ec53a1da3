using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects.Cel;

/// <summary>One entry of <c>x-kubernetes-validations</c>, compiled.</summary>
internal sealed class CelRule
{
    public const string Self = "self";
    public const string OldSelf = "oldSelf";

    private readonly string _rule;
    private readonly string? _message;
    private readonly string? _reason;
    private readonly string? _fieldPath;
    private readonly CelExpression _expression;
    private readonly CelExpression? _messageExpression;
    private readonly bool _optionalOldSelf;

    private CelRule(JsonObject entry, StructuralNode schema)
    {
        _rule = (JsonNodes.StringAt(entry, "rule") ?? string.Empty).Trim();
        _message = JsonNodes.StringAt(entry, "message")?.Trim();
        _reason = JsonNodes.StringAt(entry, "reason");
        _fieldPath = JsonNodes.StringAt(entry, "fieldPath");
        _optionalOldSelf = JsonNodes.IsBoolean(entry["optionalOldSelf"], out var optional) && optional;
        _expression = Compile(_rule, schema);
        _messageExpression = JsonNodes.StringAt(entry, "messageExpression") is { } text ? Compile(text, schema) : null;
        UsesOldSelf = CelCheck.Uses(_expression, OldSelf);
    }

    /// <summary>True for transition rules.</summary>
    public bool UsesOldSelf { get; }

    /// <exception cref="CelException">The rule does not compile; the message is the one that refuses the CRD.</exception>
    public static CelRule Parse(JsonObject entry, StructuralNode schema) => new(entry, schema);

    /// <summary>Adds an error when the rule does not hold. Transition rules hold where there is no old value, unless they ask to be run.</summary>
    public void Check(JsonNode value, Slot old, StructuralNode schema, string path, List<SchemaError> errors)
    {
        if (UsesOldSelf && !old.Exists && !_optionalOldSelf) return;

        CelScope? scope = new(Self, CelJson.Wrap(value, schema), null);
        if (UsesOldSelf) scope = new(OldSelf, OldValue(old, schema), scope);
        var typeName = JsonValue.Create(schema.IntOrString ? "int-or-string" : schema.Type ?? "object");
        try
        {
            if (CelEvaluator.Evaluate(_expression, scope) is true) return;
            errors.Add(Failure(path, typeName, MessageText(scope)));
        }
        catch (CelException e) when (e.Message.StartsWith("no such overload", StringComparison.Ordinal))
        {
            errors.Add(SchemaError.Invalid(path, typeName,
                $"'{e.Message}': call arguments did not match a supported operator, function or macro signature for rule: "
                + (_message ?? _rule)));
        }
        catch (CelException e)
        {
            errors.Add(SchemaError.Invalid(path, typeName, $"{e.Message} evaluating rule: {_message ?? _rule}"));
        }
    }

    private object? OldValue(Slot old, StructuralNode schema)
    {
        var value = old.Exists ? CelJson.Wrap(old.Node, schema) : null;
        if (!_optionalOldSelf) return value;
        return old.Exists ? new CelOptional(true, value) : CelOptional.None;
    }

    private static CelExpression Compile(string text, StructuralNode schema)
    {
        try
        {
            var parsed = CelParser.Parse(text);
            CelCheck.Check(parsed, schema);
            return parsed;
        }
        catch (CelException e)
        {
            throw new CelException($"rule \"{text}\": compilation failed: {e.Message}");
        }
    }

    /// <summary>The message expression's text where it makes one, else the message, else the rule.</summary>
    private string MessageText(CelScope scope)
    {
        var fallback = string.IsNullOrEmpty(_message) ? "failed rule: " + _rule : _message;
        if (_messageExpression is null) return fallback;
        try
        {
            var text = (CelEvaluator.Evaluate(_messageExpression, scope) as string)?.Trim();
            return string.IsNullOrEmpty(text) || text.Contains('\n', StringComparison.Ordinal) ? fallback : text;
        }
        catch (CelException)
        {
            return fallback;
        }
    }

    private SchemaError Failure(string path, JsonNode typeName, string detail)
    {
        if (!string.IsNullOrEmpty(_fieldPath)) path = (path + (_fieldPath[0] is '.' or '[' ? _fieldPath : "." + _fieldPath)).TrimStart('.');
        return _reason switch
        {
            "FieldValueForbidden" => SchemaError.Forbidden(path, detail),
            "FieldValueRequired" => SchemaError.Required(path, detail),
            "FieldValueDuplicate" => SchemaError.Duplicate(path, typeName),
            _ => SchemaError.Invalid(path, typeName, detail),
        };
    }
}
