using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects.Cel;

/// <summary>One entry of <c>x-kubernetes-validations</c>, compiled.</summary>
internal sealed class CelRule
{
    public const string Self = "self";
    public const string OldSelf = "oldSelf";

    private readonly string rule;
    private readonly string? message;
    private readonly string? reason;
    private readonly string? fieldPath;
    private readonly CelExpression expression;
    private readonly CelExpression? messageExpression;
    private readonly bool optionalOldSelf;

    private CelRule(JsonObject entry, StructuralNode schema)
    {
        rule = (JsonNodes.StringAt(entry, "rule") ?? string.Empty).Trim();
        message = JsonNodes.StringAt(entry, "message")?.Trim();
        reason = JsonNodes.StringAt(entry, "reason");
        fieldPath = JsonNodes.StringAt(entry, "fieldPath");
        optionalOldSelf = JsonNodes.IsBoolean(entry["optionalOldSelf"], out var optional) && optional;
        expression = Compile(rule, schema);
        messageExpression = JsonNodes.StringAt(entry, "messageExpression") is { } text ? Compile(text, schema) : null;
        UsesOldSelf = CelCheck.Uses(expression, OldSelf);
    }

    /// <summary>True for transition rules.</summary>
    public bool UsesOldSelf { get; }

    /// <exception cref="CelException">The rule does not compile; the message is the one that refuses the CRD.</exception>
    public static CelRule Parse(JsonObject entry, StructuralNode schema) => new(entry, schema);

    /// <summary>Adds an error when the rule does not hold. Transition rules hold where there is no old value, unless they ask to be run.</summary>
    public void Check(JsonNode value, Slot old, StructuralNode schema, string path, List<SchemaError> errors)
    {
        if (UsesOldSelf && !old.Exists && !optionalOldSelf) return;

        CelScope? scope = new(Self, CelJson.Wrap(value, schema), null);
        if (UsesOldSelf) scope = new(OldSelf, OldValue(old, schema), scope);
        var typeName = JsonValue.Create(schema.IntOrString ? "int-or-string" : schema.Type ?? "object");
        try
        {
            if (CelEvaluator.Evaluate(expression, scope) is true) return;
            errors.Add(Failure(path, typeName, MessageText(scope)));
        }
        catch (CelException e) when (e.Message.StartsWith("no such overload", StringComparison.Ordinal))
        {
            errors.Add(SchemaError.Invalid(path, typeName,
                $"'{e.Message}': call arguments did not match a supported operator, function or macro signature for rule: {message ?? rule}"));
        }
        catch (CelException e)
        {
            errors.Add(SchemaError.Invalid(path, typeName, $"{e.Message} evaluating rule: {message ?? rule}"));
        }
    }

    private object? OldValue(Slot old, StructuralNode schema)
    {
        var value = old.Exists ? CelJson.Wrap(old.Node, schema) : null;
        if (!optionalOldSelf) return value;
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
        var fallback = string.IsNullOrEmpty(message) ? "failed rule: " + rule : message;
        if (messageExpression is null) return fallback;
        try
        {
            return CelEvaluator.Evaluate(messageExpression, scope) is string text && text.Trim() is { Length: > 0 } trimmed && !trimmed.Contains('\n', StringComparison.Ordinal)
                ? trimmed
                : fallback;
        }
        catch (CelException)
        {
            return fallback;
        }
    }

    private SchemaError Failure(string path, JsonNode typeName, string detail)
    {
        if (!string.IsNullOrEmpty(fieldPath)) path = path.Length == 0 ? fieldPath.TrimStart('.') : path + (fieldPath[0] is '.' or '[' ? fieldPath : "." + fieldPath);
        return reason switch
        {
            "FieldValueForbidden" => SchemaError.Forbidden(path, detail),
            "FieldValueRequired" => SchemaError.Required(path, detail),
            "FieldValueDuplicate" => SchemaError.Duplicate(path, typeName),
            _ => SchemaError.Invalid(path, typeName, detail),
        };
    }
}
