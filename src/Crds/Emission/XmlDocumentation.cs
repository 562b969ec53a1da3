using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace Loadline.Crds.Emission;

/// <summary>Summaries from the XML documentation that the compiler writes beside an assembly.</summary>
internal sealed class XmlDocumentation
{
    private readonly Dictionary<string, XElement> _summaries;

    private XmlDocumentation(XDocument document) =>
        _summaries = document.Descendants("member")
            .Where(m => m.Element("summary") is not null)
            .ToDictionary(m => (string)m.Attribute("name")!, m => m.Element("summary")!, StringComparer.Ordinal);

    /// <summary>Documentation of an assembly.</summary>
    /// <exception cref="FileNotFoundException">The file is not beside the assembly.</exception>
    public static XmlDocumentation Of(Assembly assembly) => new(XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")));

    /// <summary>Summary of a type as plain text on one line; null without one.</summary>
    public string? Of(Type type) => Text("T:" + type.FullName);

    /// <summary>Summary of a property as plain text on one line; null without one.</summary>
    public string? Of(PropertyInfo property) => Text($"P:{property.DeclaringType!.FullName}.{property.Name}");

    /// <summary>Summary of a field or constant as plain text on one line; null without one.</summary>
    public string? Of(FieldInfo field) => Text($"F:{field.DeclaringType!.FullName}.{field.Name}");

    private string? Text(string member)
    {
        if (!_summaries.TryGetValue(member, out var summary)) return null;
        var text = new StringBuilder();
        foreach (var node in summary.DescendantNodes())
        {
            if (node is XText words) text.Append(words.Value);
            else if (node is XElement { Name.LocalName: "see" or "paramref" } reference) text.Append(Reference(reference));
        }

        return string.Join(' ', text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Reference(XElement reference)
    {
        var target = (string?)reference.Attribute("cref") ?? (string?)reference.Attribute("langword") ?? (string?)reference.Attribute("name") ?? "";
        var name = target[(target.LastIndexOf('.') + 1)..];
        return target.StartsWith("P:", StringComparison.Ordinal) ? JsonNamingPolicy.CamelCase.ConvertName(name) : name;
    }
}
