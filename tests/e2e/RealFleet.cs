using Loadline.E2E.Harness;

namespace Loadline.E2E.Tests;

/// <summary>A hub and three members on real API servers, started once for all tests.</summary>
public sealed class RealFleet : IAsyncLifetime
{
    private RealControlPlane[] _planes = [];

    internal RealControlPlane Hub => _planes[0];

    internal IReadOnlyList<RealControlPlane> Members => _planes[1..];

    public async Task InitializeAsync()
    {
        // Without servers every test of the collection is skipped, and says why.
        if (RealServers.FindAssets().Assets is { } assets)
            _planes = await RealServers.StartAllAsync(assets, ["hub", "huadong-prod", "huabei-prod", "huanan-prod"], CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        foreach (var plane in _planes)
            await plane.DisposeAsync();
    }
}

[CollectionDefinition(nameof(RealFleet))]
public sealed class RealFleetDefinition : ICollectionFixture<RealFleet>;
