using System.Text.Json;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Models;

namespace Loadline.Kubernetes.Controllers;

/// <summary>Keys that an object concerns, for <see cref="KeySource{TKey}"/>.</summary>
public static class KeysOf
{
    /// <summary>The object's own.</summary>
    public static IEnumerable<ObjectKey> Object(KubeObject item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return [item.Key];
    }

    /// <summary>That of the one owner that manages the object, if it is of a kind.</summary>
    /// <param name="owner">The kind.</param>
    public static Func<KubeObject, IEnumerable<ObjectKey>> Owner(ResourceType owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return item =>
        {
            var metadata = JsonSerializer.Deserialize(item.MetadataJson.Span, KubernetesJsonContext.Default.V1ObjectMeta);
            var controller = metadata?.OwnerReferences?.FirstOrDefault(static r => r.Controller == true);
            return controller is { Name: { } name } && controller.Kind == owner.Kind && GroupOf(controller.ApiVersion) == owner.Group
                ? [new ObjectKey(owner.Namespaced ? item.Namespace : null, name)]
                : [];
        };
    }

    // Versions of a kind come and go; its group stays.
    private static string GroupOf(string? apiVersion) => apiVersion?.IndexOf('/') is { } slash and > 0 ? apiVersion[..slash] : "";
}
