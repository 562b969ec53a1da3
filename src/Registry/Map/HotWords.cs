using System.Runtime.InteropServices;

namespace Loadline.Registry.Map;

/// <summary>The words that every size change writes, on cache lines of their own: readers of the shards do not pay for them.</summary>
[StructLayout(LayoutKind.Explicit, Size = 384)]
internal struct HotWords
{
    /// <summary>Size and clock.</summary>
    [FieldOffset(128)]
    [AtomicOnly]
    public Register Register;

    /// <summary>Snapshots that are being collected.</summary>
    [FieldOffset(256)]
    [AtomicOnly]
    public int Collectors;

    /// <summary>Of those, how many found no place to announce their clock.</summary>
    [FieldOffset(260)]
    [AtomicOnly]
    public int Unannounced;
}
