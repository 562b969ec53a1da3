using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Catalog;

/// <summary>The current catalog; follows the CustomResourceDefinitions in the store.</summary>
internal sealed class CatalogHolder
{
    private readonly Lock _gate = new();
    private readonly ApiResource[] _builtIn;
    private readonly SortedDictionary<string, ApiResource[]> _custom = new(StringComparer.Ordinal);
    private volatile ApiCatalog _current;

    public CatalogHolder(ObjectStore store, bool metrics)
    {
        _builtIn = [.. BuiltInResources.For(metrics)];
        _current = new ApiCatalog(_builtIn, 1);
        // Inside the store's lock, so that a definition is served by the time its creation is answered.
        store.Committed += OnCommitted;
    }

    public ApiCatalog Current => _current;

    private void OnCommitted(StoreEvent change)
    {
        if (change.Object.Resource != CustomResources.Definitions) return;
        lock (_gate)
        {
            if (change.Kind == StoreEventKind.Deleted) _custom.Remove(change.Object.Key.Name);
            else _custom[change.Object.Key.Name] = [.. CustomResources.Served(change.Object.Parse())];
            _current = new ApiCatalog([.. _builtIn, .. _custom.Values.SelectMany(resources => resources)], _current.Generation + 1);
        }
    }
}
