using System.Globalization;
using Loadline.Simulator.Access;
using Loadline.Simulator.Catalog;

namespace Loadline.Simulator.Http;

/// <summary>What the handlers of one server share.</summary>
internal sealed record ServerContext(SimulatedClusterOptions Options, ObjectStore Store, CatalogHolder Catalog, CancellationToken Stopping)
{
    public TokenAuthority Tokens { get; } = new(Options.TimeProvider);

    public TimeProvider Time => Options.TimeProvider;

    // Clients keep discovery and OpenAPI on disk by URL and ETag, and a port may serve another cluster tomorrow.
    private readonly string _instance = Guid.NewGuid().ToString("N")[..8];

    /// <summary>ETag of what follows from a catalog.</summary>
    public string CatalogTag(ApiCatalog catalog) => string.Create(CultureInfo.InvariantCulture, $"{_instance}-{catalog.Generation}");

    public DateTimeOffset Now => Time.GetUtcNow();
}
