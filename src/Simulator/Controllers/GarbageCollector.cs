using System.Text.Json.Nodes;
using Loadline.Simulator.Http;
using Loadline.Simulator.Json;
using Loadline.Simulator.Kinds;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Controllers;

/// <summary>
/// Owner references: deletes what has lost all its owners, deletes the dependents of foreground deletions before their owner, and frees
/// the dependents of orphaning deletions.
/// </summary>
internal sealed class GarbageCollector(ControllerClient client) : IController
{
    private readonly record struct Identity(GroupResource Resource, ObjectKey Key);

    private readonly Dictionary<string, Identity> _live = [];
    private readonly Dictionary<string, HashSet<Identity>> _dependents = [];

    public void Handle(StoreEvent change)
    {
        var current = change.Object;
        var self = new Identity(current.Resource, current.Key);
        foreach (var owner in change.Previous?.Owners ?? []) Forget(owner, self);
        if (change.Kind == StoreEventKind.Deleted)
        {
            _live.Remove(current.Uid);
            foreach (var dependent in DependentsOf(current.Uid)) Collect(dependent);
            foreach (var owner in current.Owners) ContinueForeground(owner);
            return;
        }

        _live[current.Uid] = self;
        foreach (var owner in current.Owners)
        {
            if (!_dependents.TryGetValue(owner, out var set)) _dependents[owner] = set = [];
            set.Add(self);
        }
        if (current.Owners.Length > 0) Collect(self);
        if (current.Deleting) Finish(self, current);
    }

    // Only when no owner is left: with one alive, the references to the dead are all that goes.
    private void Collect(Identity dependent)
    {
        if (client.Store.Find(dependent.Resource, dependent.Key) is not { Deleting: false } stored || stored.Owners.Length == 0) return;
        if (!stored.Owners.Any(_live.ContainsKey)) client.Delete(dependent.Resource, dependent.Key);
    }

    private void Finish(Identity owner, StoredObject stored)
    {
        var finalizers = MetadataRules.Finalizers(stored.Parse()).ToList();
        if (finalizers.Contains(Deletion.Orphan))
        {
            foreach (var dependent in DependentsOf(stored.Uid)) RemoveReference(dependent, stored.Uid);
            client.RemoveFinalizer(owner.Resource, owner.Key, Deletion.Orphan);
        }
        else if (finalizers.Contains(Deletion.Foreground))
        {
            foreach (var dependent in DependentsOf(stored.Uid))
            {
                if (client.Store.Find(dependent.Resource, dependent.Key) is { Deleting: false }) client.Delete(dependent.Resource, dependent.Key);
            }
            if (!DependentsOf(stored.Uid).Any(dependent => Blocks(dependent, stored.Uid)))
            {
                client.RemoveFinalizer(owner.Resource, owner.Key, Deletion.Foreground);
            }
        }
    }

    private void ContinueForeground(string ownerUid)
    {
        if (_live.TryGetValue(ownerUid, out var owner) && client.Store.Find(owner.Resource, owner.Key) is { Deleting: true } stored) Finish(owner, stored);
    }

    private bool Blocks(Identity dependent, string ownerUid) =>
        client.Get(dependent.Resource, dependent.Key) is { } obj
        && (obj.Arr("metadata", "ownerReferences") ?? []).Any(reference => reference.Text("uid") == ownerUid && reference.Flag("blockOwnerDeletion"));

    private void RemoveReference(Identity dependent, string ownerUid) => client.Edit(dependent.Resource, dependent.Key, obj =>
    {
        if (obj.Arr("metadata", "ownerReferences") is not { } references) return false;
        var kept = new JsonArray([.. references.Where(reference => reference.Text("uid") != ownerUid).Select(reference => reference?.DeepClone())]);
        if (kept.Count == references.Count) return false;
        if (kept.Count == 0) obj.Metadata().Remove("ownerReferences");
        else obj.Metadata()["ownerReferences"] = kept;
        return true;
    });

    private Identity[] DependentsOf(string uid) => _dependents.TryGetValue(uid, out var set) ? [.. set] : [];

    private void Forget(string owner, Identity dependent)
    {
        if (_dependents.TryGetValue(owner, out var set) && set.Remove(dependent) && set.Count == 0) _dependents.Remove(owner);
    }
}
