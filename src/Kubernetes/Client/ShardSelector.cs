using System.Globalization;
using System.Text;

namespace Loadline.Kubernetes.Client;

/// <summary>
/// A part of a resource's objects by the hash of one of their fields (RF15): what servers with <c>ShardedListAndWatch</c> (alpha in 1.36, KEP-5866) send alone,
/// and what <see cref="Contains"/> picks out of what all others send.
/// </summary>
/// <param name="Field">Field that is hashed.</param>
/// <param name="Start">Least hash of the part.</param>
/// <param name="End">First hash behind it; 2^64 for none.</param>
public sealed record ShardSelector(ShardField Field, ulong Start, UInt128 End)
{
    private const ulong Basis = 14695981039346656037;
    private const ulong Prime = 1099511628211;
    private static readonly UInt128 Space = (UInt128)ulong.MaxValue + 1;

    /// <summary>One of several parts that are equally large and together are everything.</summary>
    /// <param name="index">Which, from 0.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="field">Field that is hashed.</param>
    public static ShardSelector Of(int index, int count, ShardField field = ShardField.Uid)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
        return new(field, (ulong)(Space * (UInt128)index / (UInt128)count), Space * ((UInt128)index + 1) / (UInt128)count);
    }

    /// <summary>64-bit FNV-1a, as API servers compute it.</summary>
    public static ulong Hash(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var hash = Basis;
        foreach (var b in Encoding.UTF8.GetBytes(text)) hash = (hash ^ b) * Prime;
        return hash;
    }

    /// <summary>Whether an object is of this part.</summary>
    public bool Contains(KubeObject item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var hash = Hash(Field == ShardField.Uid ? item.Uid : item.Namespace ?? "");
        return hash >= Start && hash < End;
    }

    /// <summary>The <c>shardSelector</c> of a request.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"shardRange(object.metadata.{(Field == ShardField.Uid ? "uid" : "namespace")}, '0x{Start:x16}', '0x{End:x16}')");
}
