using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Loadline.Simulator.Catalog;
using Loadline.Simulator.Http;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Kinds;

/// <summary>Validation of <c>metadata</c>, the same for all kinds but for the shape of names.</summary>
internal static partial class MetadataRules
{
    private const string SubdomainText = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end "
        + "with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string LabelText = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an "
        + "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string Label1035Text = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and "
        + "end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

    private const string KeyText = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
        + "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private const string ValueText = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and "
        + "end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
        + "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    public static IEnumerable<StatusCause> Validate(ApiResource resource, JsonObject obj, JsonObject? old)
    {
        var metadata = obj.Metadata();
        if (old is null && metadata.Text("generateName") is { Length: > 0 } prefix && NameProblem(resource, Prefix(prefix)) is { } bad)
        {
            yield return Causes.Invalid("metadata.generateName", prefix, bad);
        }
        if (old is null && NameProblem(resource, obj.Name()) is { } problem) yield return Causes.Invalid("metadata.name", obj.Name(), problem);
        foreach (var label in metadata.Obj("labels") ?? [])
        {
            if (!QualifiedName().IsMatch(label.Key)) yield return Causes.Invalid("metadata.labels", label.Key, KeyText);
            if (!LabelValue().IsMatch(label.Value.Text() ?? "")) yield return Causes.Invalid("metadata.labels", label.Value, ValueText);
        }
        foreach (var annotation in metadata.Obj("annotations") ?? [])
        {
            // The case of keys is no matter here, for historical reasons.
            if (!QualifiedName().IsMatch(annotation.Key.ToLowerInvariant())) yield return Causes.Invalid("metadata.annotations", annotation.Key, KeyText);
        }
        foreach (var finalizer in Finalizers(obj))
        {
            if (!QualifiedName().IsMatch(finalizer)) yield return Causes.Invalid("metadata.finalizers", finalizer, KeyText);
        }
        foreach (var cause in Owners(metadata.Arr("ownerReferences") ?? [])) yield return cause;
        if (old is null) yield break;

        if (old.Text("metadata", "deletionTimestamp") is not null)
        {
            var known = Finalizers(old).ToHashSet();
            var added = Finalizers(obj).Where(finalizer => !known.Contains(finalizer)).ToList();
            if (added.Count > 0)
            {
                var list = string.Join(", ", added.Select(finalizer => $"\"{finalizer}\""));
                yield return Causes.Forbidden(
                    "metadata.finalizers", $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{list}}}");
            }
        }
    }

    public static IEnumerable<string> Finalizers(JsonObject obj) =>
        (obj.Arr("metadata", "finalizers") ?? []).Select(finalizer => finalizer.Text() ?? "");

    private static IEnumerable<StatusCause> Owners(JsonArray references)
    {
        const string Field = "metadata.ownerReferences";
        for (var i = 0; i < references.Count; i++)
        {
            foreach (var name in (string[])["apiVersion", "kind", "name", "uid"])
            {
                if (references[i].Text(name) is not { Length: > 0 }) yield return Causes.Invalid($"{Field}[{i}].{name}", "", $"{name} must not be empty");
            }
        }
        var controllers = references.Where(reference => reference.Flag("controller")).Select(reference => reference.Text("kind") + "/" + reference.Text("name")).ToList();
        if (controllers.Count > 1)
        {
            yield return Causes.Invalid(
                Field, references.DeepClone(), $"Only one reference can have Controller set to true. Found \"true\" in references for {string.Join(" and ", controllers)}");
        }
    }

    // What comes after a trailing dash makes it a name.
    private static string Prefix(string generateName) => generateName.EndsWith('-') ? generateName[..^1] + "a" : generateName;

    private static string? NameProblem(ApiResource resource, string name)
    {
        if (resource.Group == "rbac.authorization.k8s.io") return name is "." or ".." || name.AsSpan().ContainsAny('/', '%') ? $"may not be '{name}'" : null;
        return (resource.Group, resource.Plural) switch
        {
            ("", "namespaces") => Label().IsMatch(name) && name.Length <= 63 ? null : LabelText,
            ("", "services") => Label1035().IsMatch(name) && name.Length <= 63 ? null : Label1035Text,
            _ => Subdomain().IsMatch(name) && name.Length <= 253 ? null : SubdomainText,
        };
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex Label();

    [GeneratedRegex(@"^[a-z]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex Label1035();

    [GeneratedRegex(@"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]\z")]
    private static partial Regex QualifiedName();

    [GeneratedRegex(@"^(([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9])?\z")]
    private static partial Regex LabelValue();
}
