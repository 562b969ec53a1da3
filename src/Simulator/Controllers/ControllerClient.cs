using System.Text.Json.Nodes;
using Loadline.Simulator.Catalog;
using Loadline.Simulator.Http;
using Loadline.Simulator.Json;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Controllers;

/// <summary>How the built-in controllers write: straight to the store, with the server's rules of deletion.</summary>
internal sealed class ControllerClient(ServerContext server, ObjectDeleter deleter)
{
    private static readonly DeleteOptions Background = new("Background", null, null, null);

    public ObjectStore Store => server.Store;

    public TimeProvider Time => server.Time;

    public ApiCatalog Catalog => server.Catalog.Current;

    public JsonObject? Get(GroupResource resource, ObjectKey key) => server.Store.Find(resource, key)?.Parse();

    /// <summary>Stores a new object; false where there is one of that name.</summary>
    public bool Create(GroupResource resource, JsonObject obj)
    {
        var metadata = obj.Metadata();
        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = server.Now.Rfc3339();
        return server.Store.Create(resource, obj, out _) == WriteOutcome.Written;
    }

    /// <summary>Deletes in the background; what is gone already is no error.</summary>
    public void Delete(GroupResource resource, ObjectKey key)
    {
        if (Catalog.FindStored(resource) is not { } served) return;
        try
        {
            deleter.Delete(served, key, Background);
        }
        catch (ApiException missing) when (missing.Code is 404 or 409)
        {
            // Somebody else was first.
        }
    }

    /// <summary>
    /// Changes an object until the write meets no other; <paramref name="change"/> returns false where there is nothing to do. The object goes when it
    /// is being deleted and nothing holds it any more.
    /// </summary>
    public void Edit(GroupResource resource, ObjectKey key, Func<JsonObject, bool> change)
    {
        while (server.Store.Find(resource, key) is { } stored)
        {
            var obj = stored.Parse();
            if (!change(obj)) return;
            var gone = stored.Deleting && Catalog.FindStored(resource) is { } served && Deletion.IsComplete(served, obj);
            var outcome = gone ? server.Store.Remove(resource, key, stored, out _) : server.Store.Replace(stored, obj, out _);
            if (outcome != WriteOutcome.Changed) return;
        }
    }

    /// <summary>Takes a finalizer off.</summary>
    public void RemoveFinalizer(GroupResource resource, ObjectKey key, string finalizer) => Edit(resource, key, obj =>
    {
        if (obj.Arr("metadata", "finalizers") is not { } finalizers) return false;
        var found = finalizers.FirstOrDefault(candidate => candidate.Text() == finalizer);
        if (found is null) return false;
        finalizers.Remove(found);
        if (finalizers.Count == 0) obj.Metadata().Remove("finalizers");
        return true;
    });
}
