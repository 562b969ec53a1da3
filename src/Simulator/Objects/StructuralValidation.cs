using System.Globalization;
using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects;

/// <summary>Validates values by the OpenAPI part of a structural schema.</summary>
internal static class StructuralValidation
{
    /// <summary>Adds what is wrong. A value that is equal to the old one at its place is let through (validation ratcheting).</summary>
    public static void Validate(Slot value, Slot old, StructuralNode schema, string path, List<SchemaError> errors)
    {
        if (old.Exists && JsonNodes.AreEqual(value.Node, old.Node)) return;
        var node = value.Node;
        if (!CheckType(node, schema, path, errors)) return;
        if (node is null) return;

        CheckCombinations(value, schema, path, errors);
        if (schema.Enum is { } supported && !supported.Any(s => JsonNodes.AreEqual(s, node)))
            errors.Add(SchemaError.NotSupported(path, node, supported));
        switch (node)
        {
            case JsonObject map:
                CheckObject(map, old.Node as JsonObject, schema, path, errors);
                break;
            case JsonArray list:
                CheckList(list, old.Node as JsonArray, schema, path, errors);
                break;
            default:
                if (JsonNodes.IsString(node, out var text)) CheckString(text, node, schema, path, errors);
                else if (JsonNodes.IsNumber(node, out var number)) CheckNumber(number, node, schema, path, errors);
                break;
        }
    }

    private static bool CheckType(JsonNode? node, StructuralNode schema, string path, List<SchemaError> errors)
    {
        var expected = schema.IntOrString ? "integer,string" : schema.Type;
        if (expected is null || (node is null && schema.Nullable)) return true;
        var actual = TypeOf(node);
        if (actual == expected || (actual == "integer" && expected == "number")) return true;
        if (schema.IntOrString && actual is "integer" or "string") return true;
        errors.Add(SchemaError.WrongType(path, JsonValue.Create(actual), $"{path} in body must be of type {expected}: \"{actual}\""));
        return false;
    }

    private static string TypeOf(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject => "object",
        JsonArray => "array",
        _ when JsonNodes.IsString(node, out _) => "string",
        _ when JsonNodes.IsBoolean(node, out _) => "boolean",
        _ => JsonNodes.IsInteger(node, out _) ? "integer" : "number",
    };

    private static void CheckObject(JsonObject map, JsonObject? old, StructuralNode schema, string path, List<SchemaError> errors)
    {
        if (schema.MaxProperties is { } max && map.Count > max) errors.Add(SchemaError.TooMany(path, map.Count, max));
        if (schema.MinProperties is { } min && map.Count < min)
            errors.Add(SchemaError.Invalid(path, map, $"{path} in body should have at least {min} properties"));
        foreach (var name in schema.Required)
            if (!map.ContainsKey(name))
                errors.Add(SchemaError.Required(Child(path, name)));
        foreach (var (name, value) in map)
            if (schema.Member(name) is { } member)
                Validate(Slot.Of(value), Slot.Of(old, name), member, Child(path, name), errors);
    }

    private static void CheckList(JsonArray list, JsonArray? old, StructuralNode schema, string path, List<SchemaError> errors)
    {
        if (schema.MaxItems is { } max && list.Count > max) errors.Add(SchemaError.TooMany(path, list.Count, max));
        if (schema.MinItems is { } min && list.Count < min)
            errors.Add(SchemaError.Invalid(path, list, $"{path} in body should have at least {min} items"));
        if (schema.UniqueItems && list.Select(JsonNodes.Canonical).Distinct().Count() < list.Count)
            errors.Add(SchemaError.Invalid(path, list, $"{path} in body shouldn't contain duplicates"));
        CheckDistinct(list, schema, path, errors);
        if (schema.Items is null) return;
        var correlation = new ListCorrelation(old, schema);
        for (var i = 0; i < list.Count; i++)
            Validate(Slot.Of(list[i]), correlation.Old(list[i]), schema.Items, $"{path}[{i}]", errors);
    }

    /// <summary>Items of sets and keyed lists must be distinct; only the second of equal items is reported.</summary>
    private static void CheckDistinct(JsonArray list, StructuralNode schema, string path, List<SchemaError> errors)
    {
        if (schema.ListType is not ("set" or "map")) return;
        var seen = new Dictionary<string, int>();
        for (var i = 0; i < list.Count; i++)
        {
            var key = schema.ListType == "set" ? list[i] : ListCorrelation.Key(list[i], schema);
            var text = JsonNodes.Canonical(key);
            seen[text] = seen.GetValueOrDefault(text) + 1;
            if (seen[text] == 2) errors.Add(SchemaError.Duplicate($"{path}[{i}]", key));
        }
    }

    private static void CheckString(string text, JsonNode node, StructuralNode schema, string path, List<SchemaError> errors)
    {
        if (schema.MaxLength is { } max && Length(text) > max) errors.Add(SchemaError.TooLong(path, max));
        if (schema.MinLength is { } min && Length(text) < min)
            errors.Add(SchemaError.Invalid(path, node, $"{path} in body should be at least {min} chars long"));
        if (schema.PatternRegex?.IsMatch(text) == false)
            errors.Add(SchemaError.Invalid(path, node, $"{path} in body should match '{schema.Pattern}'"));
        if (schema.Format is { } format && !StringFormats.IsValid(format, text))
            errors.Add(SchemaError.WrongType(path, node, $"{path} in body must be of type {format}: {JsonNodes.Quote(text)}"));
    }

    private static void CheckNumber(double number, JsonNode node, StructuralNode schema, string path, List<SchemaError> errors)
    {
        if (schema.Maximum is { } max && (number > max || (schema.ExclusiveMaximum && number == max)))
            errors.Add(SchemaError.Invalid(path, node, $"{path} in body should be less than {Bound(max, schema.ExclusiveMaximum)}"));
        if (schema.Minimum is { } min && (number < min || (schema.ExclusiveMinimum && number == min)))
            errors.Add(SchemaError.Invalid(path, node, $"{path} in body should be greater than {Bound(min, schema.ExclusiveMinimum)}"));
        if (schema.MultipleOf is { } factor && Math.Abs(Math.Round(number / factor) - (number / factor)) > 1e-9)
            errors.Add(SchemaError.Invalid(path, node, $"{path} in body should be a multiple of {Print(factor)}"));
        if (schema.Format == "int32" && (number > int.MaxValue || number < int.MinValue))
            errors.Add(SchemaError.Invalid(path, node, "Checked value must be of type integer with format int32"));
    }

    private static void CheckCombinations(Slot value, StructuralNode schema, string path, List<SchemaError> errors)
    {
        foreach (var all in schema.AllOf)
            Validate(value, Slot.Absent, all, path, errors);

        if (schema.AnyOf.Length > 0)
        {
            var failures = schema.AnyOf.Select(s => Failures(value, s, path)).ToList();
            if (!failures.Exists(f => f.Count == 0))
                AddCombination($"\"{path}\" must validate at least one schema (anyOf)", failures, errors);
        }
        if (schema.OneOf.Length > 0)
        {
            var failures = schema.OneOf.Select(s => Failures(value, s, path)).ToList();
            var valid = failures.Count(f => f.Count == 0);
            if (valid == 0)
                AddCombination($"\"{path}\" must validate one and only one schema (oneOf). Found none valid", failures, errors);
            else if (valid > 1)
                AddCombination($"\"{path}\" must validate one and only one schema (oneOf). Found {valid} valid alternatives", [], errors);
        }
        if (schema.Not is not null && Failures(value, schema.Not, path).Count == 0)
            AddCombination($"\"{path}\" must not validate the schema (not)", [], errors);
    }

    /// <summary>The message about the whole, then what is wrong with the alternative that comes nearest.</summary>
    private static void AddCombination(string message, List<List<SchemaError>> failures, List<SchemaError> errors)
    {
        errors.Add(SchemaError.Invalid(SchemaError.NoPath, JsonValue.Create(string.Empty), message));
        if (failures.Count > 0) errors.AddRange(failures.MinBy(f => f.Count)!);
    }

    private static List<SchemaError> Failures(Slot value, StructuralNode schema, string path)
    {
        var errors = new List<SchemaError>();
        Validate(value, Slot.Absent, schema, path, errors);
        return errors;
    }

    private static string Child(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static int Length(string text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes()) count++;
        return count;
    }

    private static string Bound(double number, bool exclusive) => (exclusive ? string.Empty : "or equal to ") + Print(number);

    private static string Print(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
