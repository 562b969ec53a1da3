using System.Text;
using System.Text.Json;

namespace Loadline.Crds.Validation;

/// <summary>Rules of overriders.</summary>
internal static class OverriderRules
{
    private const string PointerHint = "must be a JSON pointer such as /spec/template/spec/containers/0/image ('~' is written ~0 and '/' in a key ~1)";

    // Kubernetes' bound on all annotations of an object together.
    private const int AnnotationBytes = 256 * 1024;

    public static void Check(Overriders? overriders, string path, FieldErrors errors)
    {
        if (overriders is null) return;
        foreach (var (index, image) in (overriders.ImageOverrider ?? []).Index()) Image(image, $"{path}.imageOverrider[{index}]", errors);
        foreach (var (index, words) in (overriders.CommandOverrider ?? []).Index()) Words(words, $"{path}.commandOverrider[{index}]", errors);
        foreach (var (index, words) in (overriders.ArgsOverrider ?? []).Index()) Words(words, $"{path}.argsOverrider[{index}]", errors);
        foreach (var (index, labels) in (overriders.LabelsOverrider ?? []).Index()) Labels(labels, $"{path}.labelsOverrider[{index}]", errors);
        foreach (var (index, annotations) in (overriders.AnnotationsOverrider ?? []).Index()) Annotations(annotations, $"{path}.annotationsOverrider[{index}]", errors);
        foreach (var (index, field) in (overriders.FieldOverrider ?? []).Index()) Field(field, $"{path}.fieldOverrider[{index}]", errors);
        foreach (var (index, patch) in (overriders.Plaintext ?? []).Index())
        {
            Pointer(patch.Path, $"{path}.plaintext[{index}].path", errors);
            Operator(patch.Operator, $"{path}.plaintext[{index}]", errors);
            Value(patch.Operator, patch.Value, $"{path}.plaintext[{index}].value", errors);
        }
    }

    private static void Image(ImageOverrider image, string path, FieldErrors errors)
    {
        EnumRules.OneOf(image.Component, path + ".component", errors, "Registry", "Repository", "Tag");
        Operator(image.Operator, path, errors);
        if (image.Predicate is { } predicate) Pointer(predicate.Path, path + ".predicate.path", errors);
        errors.Require(image.Operator == OverrideOperators.Remove || !string.IsNullOrEmpty(image.Value), path + ".value", $"is needed with operator {image.Operator}");
    }

    private static void Words(CommandArgsOverrider words, string path, FieldErrors errors)
    {
        errors.Require(!string.IsNullOrEmpty(words.ContainerName), path + ".containerName", "must not be empty");
        errors.Require(words.Operator is OverrideOperators.Add or OverrideOperators.Remove, path + ".operator", "must be add or remove");
        errors.Require(words.Value is { Count: > 0 }, path + ".value", "needs at least one word");
    }

    private static void Labels(LabelAnnotationOverrider labels, string path, FieldErrors errors)
    {
        Operator(labels.Operator, path, errors);
        foreach (var (key, value) in labels.Value ?? new Dictionary<string, string>())
        {
            errors.Require(NameSyntax.IsLabelKey(key), $"{path}.value[{key}]", NameSyntax.LabelKeyHint);
            errors.Require(NameSyntax.IsLabelValue(value), $"{path}.value[{key}]", NameSyntax.LabelValueHint);
        }
    }

    private static void Annotations(LabelAnnotationOverrider annotations, string path, FieldErrors errors)
    {
        Operator(annotations.Operator, path, errors);
        var size = 0L;
        foreach (var (key, value) in annotations.Value ?? new Dictionary<string, string>())
        {
            errors.Require(NameSyntax.IsLabelKey(key), $"{path}.value[{key}]", NameSyntax.LabelKeyHint);
            size += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value ?? "");
        }

        errors.Require(size <= AnnotationBytes, path + ".value", "must not be larger than 256 KiB together");
    }

    private static void Field(FieldOverrider field, string path, FieldErrors errors)
    {
        Pointer(field.FieldPath, path + ".fieldPath", errors);
        errors.Require(field.Json is null != field.Yaml is null, path, "needs exactly one of json and yaml");
        Operations(field.Json, path + ".json", errors);
        Operations(field.Yaml, path + ".yaml", errors);
    }

    private static void Operations(IReadOnlyList<FieldPatchOperation>? operations, string path, FieldErrors errors)
    {
        foreach (var (index, operation) in (operations ?? []).Index())
        {
            Pointer(operation.SubPath, $"{path}[{index}].subPath", errors);
            Operator(operation.Operator, $"{path}[{index}]", errors);
            Value(operation.Operator, operation.Value, $"{path}[{index}].value", errors);
        }
    }

    private static void Operator(string? operation, string path, FieldErrors errors) =>
        EnumRules.OneOf(operation, path + ".operator", errors, OverrideOperators.Add, OverrideOperators.Remove, OverrideOperators.Replace);

    private static void Pointer(string? pointer, string path, FieldErrors errors) => errors.Require(NameSyntax.IsJsonPointer(pointer), path, PointerHint);

    private static void Value(string? operation, JsonElement? value, string path, FieldErrors errors)
    {
        var given = value is { ValueKind: not JsonValueKind.Undefined };
        if (operation == OverrideOperators.Remove) errors.Require(!given, path, "must be left out with operator remove");
        else errors.Require(given, path, $"is needed with operator {operation}");
    }
}
