namespace Loadline.Simulator.Storage;

internal enum StoreEventKind
{
    Added,
    Modified,
    Deleted,
}

/// <summary>One committed write. For a deletion <see cref="Object"/> is the last state, carrying the deletion's resourceVersion.</summary>
internal sealed record StoreEvent(StoreEventKind Kind, StoredObject Object, StoredObject? Previous)
{
    public long ResourceVersion => Object.ResourceVersion;
}
