using Loadline.Registry.Map;

namespace Loadline.Registry;

/// <summary>What a snapshot was built from, to find out what changed since.</summary>
/// <param name="Members">The map's snapshot.</param>
/// <param name="Beats">By shard, how many telemetry updates there had been; read before the telemetry.</param>
internal sealed record SnapshotSource(MapSnapshot<string, MemberEntry> Members, long[] Beats);
