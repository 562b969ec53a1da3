namespace Loadline.Simulator.Catalog;

/// <summary>A subresource and the kind that it speaks.</summary>
internal sealed record Subresource(string Name, string Group, string Version, string Kind, IReadOnlyList<string> Verbs);

/// <summary>Which subresources a resource has.</summary>
internal static class Subresources
{
    private static readonly string[] ReadWrite = ["get", "patch", "update"];

    public static IEnumerable<Subresource> Of(ApiResource resource)
    {
        if (resource.Scale is not null) yield return new Subresource("scale", "autoscaling", "v1", "Scale", ReadWrite);
        if (resource.HasStatus) yield return new Subresource("status", resource.Group, resource.Version, resource.Kind, ReadWrite);
        if (resource is { Group: "", Plural: "serviceaccounts" }) yield return new Subresource("token", "authentication.k8s.io", "v1", "TokenRequest", ["create"]);
        if (resource is { Group: "", Plural: "namespaces" }) yield return new Subresource("finalize", "", "v1", "Namespace", ["update"]);
    }

    public static Subresource? Find(ApiResource resource, string name)
    {
        foreach (var subresource in Of(resource))
        {
            if (subresource.Name == name) return subresource;
        }
        return null;
    }
}
