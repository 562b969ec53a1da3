using Loadline.Simulator.Catalog;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Http;

/// <summary>The NamespaceLifecycle admission: nothing is created in a namespace that is missing or goes away.</summary>
internal sealed class NamespaceGate(ServerContext server)
{
    private static readonly GroupResource Namespaces = new("", "namespaces");

    private static readonly string[] Immortal = ["default", "kube-system", "kube-public"];

    public void CheckCreate(ApiResource resource, string @namespace, string name)
    {
        if (!resource.Namespaced) return;
        if (@namespace.Length == 0) throw ApiException.BadRequest("an empty namespace may not be set during creation");
        var found = server.Store.Find(Namespaces, new ObjectKey("", @namespace)) ?? throw ApiException.NotFound(Namespaces, @namespace);
        if (found.Deleting)
        {
            throw ApiException.Forbidden(
                resource.Id,
                name,
                $"unable to create new content in namespace {@namespace} because it is being terminated",
                new StatusCause("NamespaceTerminating", $"namespace {@namespace} is being terminated", "metadata.namespace"));
        }
    }

    public static void CheckDelete(ApiResource resource, string name)
    {
        if (resource.Storage == Namespaces && Immortal.Contains(name)) throw ApiException.Forbidden(Namespaces, name, "this namespace may not be deleted");
    }
}
