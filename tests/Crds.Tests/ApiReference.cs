using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Loadline.Crds.Emission;
using Loadline.Kubernetes.Entities;
using Loadline.Kubernetes.Models;

namespace Loadline.Crds.Tests;

/// <summary>Writes the generated half of docs/reference/api.md: every kind and type with its fields and rules, then conditions and reasons.</summary>
internal static class ApiReference
{
    private static readonly (string Title, Type Conditions, Type Reasons)[] ConditionSets =
    [
        ("PropagationPolicy, ClusterPropagationPolicy", typeof(PolicyConditions), typeof(PolicyReasons)),
        ("ResourceBinding, ClusterResourceBinding", typeof(BindingConditions), typeof(BindingReasons)),
        ("MemberCluster", typeof(ClusterConditions), typeof(ClusterReasons)),
        ("OverridePolicy, ClusterOverridePolicy", typeof(OverrideConditions), typeof(OverrideReasons)),
    ];

    private static readonly XmlDocumentation Documentation = XmlDocumentation.Of(typeof(CrdEmitter).Assembly);

    private static readonly SchemaBuilder Builder = new(Documentation);

    public static string Write()
    {
        var text = new StringBuilder("## Kinds\n\n| kind | scope | short | spec | status |\n|---|---|---|---|---|\n");
        foreach (var entity in CrdEmitter.Entities)
        {
            var identity = entity.GetCustomAttribute<KubernetesEntityAttribute>()!;
            var scope = entity.GetCustomAttribute<EntityScopeAttribute>()!.Scope.ToString();
            var shortName = entity.GetCustomAttribute<KubernetesEntityShortNamesAttribute>()!.ShortNames[0];
            text.Append($"| {identity.Kind} | {scope} | {shortName} | {Link(Part(entity, "Spec"))} | {Link(Part(entity, "Status"))} |\n");
        }

        text.Append("\n## Types\n");
        foreach (var type in Reachable()) WriteType(text, type);
        text.Append("\n## Conditions and reasons\n");
        foreach (var (title, conditions, reasons) in ConditionSets)
        {
            text.Append($"\n### {title}\n\n");
            WriteConstants(text, "condition", conditions);
            text.Append('\n');
            WriteConstants(text, "reason", reasons);
        }

        text.Append("\n### Reasons for which a write is held, in status.held of a binding\n\n");
        WriteConstants(text, "reason", typeof(GuardReasons));
        text.Append("\n### Reasons of a decision, per member\n\n");
        WriteConstants(text, "reason", typeof(DecisionReasons));
        text.Append("\n### Reasons of condition WeightsFresh, and of PrometheusAnswers of a member\n\n");
        WriteConstants(text, "reason", typeof(SignalReasons));
        text.Append("\n## Labels, annotations and other names\n\n");
        WriteConstants(text, "name", typeof(WellKnown), v => v.Contains("loadline", StringComparison.Ordinal) && v.AsSpan().ContainsAny('/', '-'));
        return text.ToString();
    }

    private static void WriteType(StringBuilder text, Type type)
    {
        var schema = Builder.Object(type, null);
        var required = (schema["required"] as JsonArray ?? []).Select(r => (string)r!).ToHashSet();
        text.Append($"\n### {type.Name}\n\n{Documentation.Of(type)}\n\n| field | type | allowed | meaning |\n|---|---|---|---|\n");
        foreach (var property in type.GetProperties().Where(p => p.SetMethod is not null).OrderBy(JsonName, StringComparer.Ordinal))
        {
            var name = JsonName(property);
            var field = (JsonObject)schema["properties"]![name]!;
            text.Append($"| `{name}`{(required.Contains(name) ? " (required)" : "")} | {TypeName(property.PropertyType)} | {Allowed(field)} | {Escaped((string?)field["description"])} |\n");
        }

        var rules = Messages(schema).Concat(((JsonObject)schema["properties"]!).SelectMany(p => Messages((JsonObject)p.Value!))).ToList();
        if (type.GetCustomAttribute<RequiredUnlessAttribute>() is { } unless) rules.Add($"{unless.Field} is required unless {unless.Selector} is {unless.ExemptValue}, and then it is not allowed");
        if (rules.Count == 0) return;
        text.Append("\nRules:\n\n");
        foreach (var rule in rules) text.Append($"- {rule}\n");
    }

    private static IEnumerable<string> Messages(JsonObject schema) =>
        (schema["x-kubernetes-validations"] as JsonArray ?? []).Select(r => (string)r!["message"]!);

    private static string Allowed(JsonObject schema)
    {
        var parts = new List<string>();
        if (schema["enum"] is JsonArray values) parts.Add(string.Join(", ", values.Select(v => $"`{v}`")));
        if (schema["minimum"] is { } minimum && schema["maximum"] is { } maximum && (long)maximum < int.MaxValue) parts.Add($"{minimum} to {maximum}");
        else if (schema["minimum"] is { } from && (long)from > int.MinValue) parts.Add($"from {from}");
        if (schema["minItems"] is { } least) parts.Add($"at least {least}");
        if (schema["maxItems"] is { } most) parts.Add($"at most {most}");
        if (schema["default"] is { } fallback) parts.Add($"default `{fallback}`");
        return string.Join("; ", parts);
    }

    private static void WriteConstants(StringBuilder text, string heading, Type type, Func<string, bool>? filter = null)
    {
        text.Append($"| {heading} | meaning |\n|---|---|\n");
        foreach (var constant in type.GetFields().Where(f => f.IsLiteral && (filter?.Invoke((string)f.GetRawConstantValue()!) ?? true)))
        {
            text.Append($"| `{constant.GetRawConstantValue()}` | {Escaped(Documentation.Of(constant))} |\n");
        }
    }

    private static List<Type> Reachable()
    {
        var found = new List<Type>();
        foreach (var entity in CrdEmitter.Entities)
        {
            Visit(Part(entity, "Spec"), found);
            Visit(Part(entity, "Status"), found);
        }

        return found;
    }

    private static void Visit(Type type, List<Type> found)
    {
        if (!IsOurs(type) || found.Contains(type)) return;
        found.Add(type);
        foreach (var property in type.GetProperties()) Visit(Element(property.PropertyType), found);
    }

    private static Type Part(Type entity, string property) => entity.GetProperty(property)!.PropertyType;

    private static bool IsOurs(Type type) => type.Assembly == typeof(WellKnown).Assembly && type.IsClass;

    private static Type Element(Type type) =>
        Nullable.GetUnderlyingType(type) ?? (type.IsGenericType && typeof(System.Collections.IEnumerable).IsAssignableFrom(type) ? Element(type.GetGenericArguments()[^1]) : type);

    private static string TypeName(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsGenericType)
        {
            var arguments = type.GetGenericArguments();
            return arguments.Length == 1 ? "list of " + TypeName(arguments[0]) : "map to " + TypeName(arguments[1]);
        }

        return IsOurs(type) ? Link(type)
            : type == typeof(string) ? "string"
            : type == typeof(bool) ? "boolean"
            : type == typeof(int) || type == typeof(long) ? "integer"
            : type == typeof(double) ? "number"
            : type == typeof(DateTimeOffset) ? "time"
            : type == typeof(JsonElement) ? "any"
            : type == typeof(IntOrString) ? "integer or percentage"
            : type == typeof(ResourceQuantity) ? "quantity"
            : "Kubernetes " + type.Name[2..];
    }

    private static string Link(Type type) => $"[{type.Name}](#{type.Name.ToLowerInvariant()})";

    private static string JsonName(PropertyInfo property) =>
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    private static string Escaped(string? text) => (text ?? "").Replace("|", "\\|", StringComparison.Ordinal);
}
