using System.Text;
using System.Text.Json;

namespace Loadline.Operator.Rendering;

/// <summary>Decides for one element of a list whether it stays out of the manifest.</summary>
/// <param name="element">Raw JSON of the element.</param>
internal delegate bool ElementFilter(ReadOnlySpan<byte> element);

/// <summary>
/// Which fields of a template do not go to a member, as a tree along the template's own shape. A subtree without a rule is copied
/// byte for byte.
/// </summary>
internal sealed class FieldRules
{
    private readonly Dictionary<string, FieldRules> _children = [];
    private (byte[] Name, FieldRules Rules)[] _byName = [];
    private FieldRules? _elements;

    /// <summary>A tree without a rule.</summary>
    public static FieldRules None { get; } = new();

    /// <summary>The field is left out.</summary>
    public bool Dropped { get; private set; }

    /// <summary>Elements of this list for which the filter says so are left out; null keeps all.</summary>
    public ElementFilter? DropElement { get; private set; }

    /// <summary>Nothing below needs attention.</summary>
    public bool IsEmpty => _children.Count == 0 && DropElement is null && !Dropped;

    /// <summary>Rules for the elements of this list; <see cref="None"/> when they are copied whole.</summary>
    public FieldRules Elements => _elements ?? None;

    /// <summary>Leaves a field out.</summary>
    /// <param name="path">Property names from the root; <c>*</c> stands for each element of a list.</param>
    public FieldRules Drop(params ReadOnlySpan<string> path)
    {
        At(path).Dropped = true;
        return this;
    }

    /// <summary>Leaves some elements of a list out.</summary>
    /// <param name="filter">True for an element to be left out.</param>
    /// <param name="path">Property names from the root to the list.</param>
    public FieldRules DropElements(ElementFilter filter, params ReadOnlySpan<string> path)
    {
        At(path).DropElement = filter;
        return this;
    }

    /// <summary>The rules for the property that the reader stands on.</summary>
    public FieldRules For(ref readonly Utf8JsonReader property)
    {
        foreach (var (name, rules) in _byName)
            if (property.ValueTextEquals(name)) return rules;
        return None;
    }

    /// <summary>The rules below a property.</summary>
    public FieldRules For(string property) => _children.GetValueOrDefault(property, None);

    private FieldRules At(ReadOnlySpan<string> path)
    {
        var node = this;
        foreach (var step in path) node = node.Child(step);
        return node;
    }

    private FieldRules Child(string name)
    {
        if (_children.TryGetValue(name, out var existing)) return existing;
        var child = new FieldRules();
        _children.Add(name, child);
        if (name == "*") _elements = child;
        else _byName = [.. _byName, (Encoding.UTF8.GetBytes(name), child)];
        return child;
    }
}
