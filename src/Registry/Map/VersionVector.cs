namespace Loadline.Registry.Map;

/// <summary>
/// One version for each shard. Snapshots of one map are always ordered; vectors of several replicas need not be.
/// </summary>
[Published]
public sealed class VersionVector : IEquatable<VersionVector>
{
    private readonly long[] _versions;

    internal VersionVector(long[] versions) => _versions = versions;

    /// <summary>A vector of these versions, one for each shard.</summary>
    public static VersionVector Of(ReadOnlySpan<long> versions) => new(versions.ToArray());

    /// <summary>The versions by shard.</summary>
    public ReadOnlySpan<long> Versions => _versions;

    /// <summary>How this relates to another vector of as many shards.</summary>
    /// <exception cref="ArgumentException">The other one has another number of shards.</exception>
    public VersionOrder CompareTo(VersionVector other)
    {
        Check(other);
        bool older = false, newer = false;
        for (var i = 0; i < _versions.Length; i++)
        {
            older |= _versions[i] < other._versions[i];
            newer |= _versions[i] > other._versions[i];
        }

        return (older, newer) switch
        {
            (false, false) => VersionOrder.Equal,
            (true, false) => VersionOrder.Older,
            (false, true) => VersionOrder.Newer,
            _ => VersionOrder.Concurrent,
        };
    }

    /// <summary>The least vector that is older than neither.</summary>
    /// <exception cref="ArgumentException">The other one has another number of shards.</exception>
    public VersionVector Merge(VersionVector other)
    {
        Check(other);
        var merged = new long[_versions.Length];
        for (var i = 0; i < merged.Length; i++) merged[i] = Math.Max(_versions[i], other._versions[i]);
        return new(merged);
    }

    /// <inheritdoc/>
    public bool Equals(VersionVector? other) => other is not null && _versions.AsSpan().SequenceEqual(other._versions);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as VersionVector);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var version in _versions) hash.Add(version);
        return hash.ToHashCode();
    }

    private void Check(VersionVector other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other._versions.Length != _versions.Length) throw new ArgumentException("the vectors have different numbers of shards", nameof(other));
    }
}
