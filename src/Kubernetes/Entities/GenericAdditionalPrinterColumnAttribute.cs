namespace Loadline.Kubernetes.Entities;

/// <summary>A column of <c>kubectl get</c>. Columns appear in the order of <see cref="Order"/>.</summary>
/// <param name="jsonPath">Path in the object, for example <c>.status.summary.clusters</c>.</param>
/// <param name="name">Heading.</param>
/// <param name="type"><c>integer</c>, <c>number</c>, <c>string</c>, <c>boolean</c> or <c>date</c>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class GenericAdditionalPrinterColumnAttribute(string jsonPath, string name, string type) : Attribute
{
    /// <summary>Path in the object.</summary>
    public string JsonPath { get; } = jsonPath;

    /// <summary>Heading.</summary>
    public string Name { get; } = name;

    /// <summary>Type of the value.</summary>
    public string Type { get; } = type;

    /// <summary>What the column shows.</summary>
    public string? Description { get; init; }

    /// <summary>Where the column is shown; default <see cref="PrinterColumnPriority.StandardView"/>.</summary>
    public PrinterColumnPriority Priority { get; init; }

    /// <summary>Position among the columns of the kind; reflection does not promise to keep the source order.</summary>
    public int Order { get; init; }
}
