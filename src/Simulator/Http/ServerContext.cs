using Loadline.Simulator.Catalog;

namespace Loadline.Simulator.Http;

/// <summary>What the handlers of one server share.</summary>
internal sealed record ServerContext(SimulatedClusterOptions Options, ObjectStore Store, CatalogHolder Catalog, CancellationToken Stopping)
{
    public TimeProvider Time => Options.TimeProvider;

    public DateTimeOffset Now => Time.GetUtcNow();
}
