using System.Text.Json.Nodes;
using Loadline.Simulator.Objects;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Catalog;

/// <summary>JSON paths (<c>.spec.replicas</c>) behind a <c>/scale</c> subresource.</summary>
internal sealed record ScalePaths(string SpecReplicas, string StatusReplicas, string? LabelSelector);

/// <summary>One kind as it is served in one version: <c>/apis/{group}/{version}/{plural}</c>.</summary>
internal sealed record ApiResource
{
    public static readonly IReadOnlyList<string> AllVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    public required string Group { get; init; }

    public required string Version { get; init; }

    public required string Plural { get; init; }

    public required string Singular { get; init; }

    public required string Kind { get; init; }

    public string ListKind { get; init; } = "";

    public bool Namespaced { get; init; }

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    public IReadOnlyList<string> Verbs { get; init; } = AllVerbs;

    /// <summary>Has a <c>/status</c> subresource, so that status and the rest are written separately.</summary>
    public bool HasStatus { get; init; }

    public ScalePaths? Scale { get; init; }

    /// <summary>The server counts <c>metadata.generation</c> for this kind.</summary>
    public bool HasGeneration { get; init; }

    /// <summary>Where the objects are kept; differs from the served group only for events.k8s.io.</summary>
    public required GroupResource Storage { get; init; }

    /// <summary><c>apiVersion</c> of the stored form; null where it is the served one.</summary>
    public string? StoredVersion { get; init; }

    public string StoredApiVersion => StoredVersion ?? ApiVersion;

    /// <summary>Additional printer columns (<c>jsonPath</c>) of a custom resource; null for built-in kinds.</summary>
    public JsonArray? PrinterColumns { get; init; }

    /// <summary>Fields besides name and namespace that a custom resource can be selected by, such as <c>spec.color</c>.</summary>
    public IReadOnlyList<string> SelectableFields { get; init; } = [];

    /// <summary>The <c>openAPIV3Schema</c> of a custom resource; null for built-in kinds.</summary>
    public JsonObject? CustomSchema { get; init; }

    /// <summary>What <see cref="CustomSchema"/> defaults, prunes and validates; null for built-in kinds. Read at the first use.</summary>
    public Lazy<StructuralSchema>? Structure { get; init; }

    /// <summary>Served from a CustomResourceDefinition.</summary>
    public bool IsCustom { get; init; }

    /// <summary>An update must say which version it is of; most built-in kinds take one that does not for any.</summary>
    public bool NeedsVersion => IsCustom || Id == CustomResources.Definitions || this is { Group: "coordination.k8s.io", Plural: "leases" };

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    public GroupResource Id => new(Group, Plural);
}
