using System.Globalization;
using System.Text.Json.Nodes;
using Loadline.Simulator.Controllers;
using Loadline.Simulator.Json;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Workloads;

/// <summary>Deployment: one ReplicaSet per template; a rollout moves replicas from the old ones to the new within surge and unavailability.</summary>
internal sealed class Deployments(ControllerClient client, ControllerLoop loop) : IWorkload
{
    private const string HashLabel = "pod-template-hash";
    private const string Revision = "deployment.kubernetes.io/revision";

    public GroupResource Resource { get; } = new("apps", "deployments");

    public GroupResource Owned => ReplicaSets.Id;

    public JsonObject Reconcile(JsonObject obj, Action again)
    {
        var uid = obj.Text("metadata", "uid") ?? "";
        var sets = client.Store.Snapshot(ReplicaSets.Id).Range(obj.Namespace(), null)
            .Where(set => set.Owners.Contains(uid) && !set.Deleting)
            .Select(set => new OwnedSet(set))
            .ToList();
        var hash = PodTemplates.Hash(obj.At("spec", "template"));
        var rollout = Rollout.Of(obj);
        var current = sets.Find(set => set.Hash == hash);
        var old = sets.Where(set => set.Hash != hash).ToList();
        if (current is null && !rollout.Paused)
        {
            Create(obj, hash, rollout.InitialReplicas(old), sets.Count + 1);
            return Status(obj, null, old, rollout, again);
        }

        if (current is not null)
        {
            var total = current.Wanted + old.Sum(set => set.Wanted);
            if (rollout.Paused && old.Count > 0 && old.Any(set => set.Wanted > 0)) return Status(obj, current, old, rollout, again);
            var target = rollout.NewReplicas(current.Wanted, total, old.Sum(set => set.Existing));
            if (target != current.Wanted) Scale(current, target);
            else ScaleDownOld(current, old, total, rollout);
            Prune(old, obj.Number("spec", "revisionHistoryLimit") ?? 10);
        }
        return Status(obj, current, old, rollout, again);
    }

    private void Create(JsonObject deployment, string hash, int replicas, int revision)
    {
        var template = deployment.Obj("spec", "template")?.Copy() ?? [];
        template.Ensure("metadata").Ensure("labels")[HashLabel] = hash;
        var selector = deployment.Obj("spec", "selector")?.Copy() ?? [];
        selector.Ensure("matchLabels")[HashLabel] = hash;
        client.Create(ReplicaSets.Id, new JsonObject
        {
            ["kind"] = "ReplicaSet",
            ["apiVersion"] = "apps/v1",
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{deployment.Name()}-{hash}",
                ["namespace"] = deployment.Namespace(),
                ["generation"] = 1,
                ["labels"] = template.At("metadata", "labels")?.DeepClone(),
                ["annotations"] = new JsonObject { [Revision] = revision.ToString(CultureInfo.InvariantCulture) },
                ["ownerReferences"] = new JsonArray(PodTemplates.OwnerReference(deployment)),
            },
            ["spec"] = new JsonObject { ["replicas"] = replicas, ["selector"] = selector, ["template"] = template },
            ["status"] = new JsonObject { ["replicas"] = 0 },
        });
    }

    private void ScaleDownOld(OwnedSet current, List<OwnedSet> old, int total, Rollout rollout)
    {
        var left = rollout.Removable(total, current.Wanted - current.Available);
        // What was never available is no loss.
        foreach (var set in old.OrderByDescending(set => set.Wanted - set.Available))
        {
            var remove = Math.Min(left, set.Wanted);
            if (remove <= 0) continue;
            Scale(set, set.Wanted - remove);
            left -= remove;
        }
    }

    private void Scale(OwnedSet set, int replicas) => client.Edit(ReplicaSets.Id, set.Key, obj =>
    {
        if (obj.Number("spec", "replicas") == replicas) return false;
        obj.Ensure("spec")["replicas"] = replicas;
        obj.Metadata()["generation"] = (obj.Number("metadata", "generation") ?? 0) + 1;
        return true;
    });

    private void Prune(List<OwnedSet> old, long keep)
    {
        foreach (var set in old.Where(set => set is { Wanted: 0, Existing: 0 }).OrderByDescending(set => set.RevisionNumber).Skip((int)keep))
        {
            client.Delete(ReplicaSets.Id, set.Key);
        }
    }

    private JsonObject Status(JsonObject obj, OwnedSet? current, List<OwnedSet> old, Rollout rollout, Action again)
    {
        var now = client.Time.GetUtcNow();
        var replicas = (current?.Existing ?? 0) + old.Sum(set => set.Existing);
        var available = (current?.Available ?? 0) + old.Sum(set => set.Available);
        var updated = current?.Existing ?? 0;
        var holder = new JsonObject { ["status"] = new JsonObject { ["conditions"] = obj.Arr("status", "conditions")?.DeepClone() ?? new JsonArray() } };
        if (available >= rollout.MinimumAvailable)
        {
            Conditions.Set(holder, now, "Available", true, "MinimumReplicasAvailable", "Deployment has minimum availability.", updateTime: true);
        }
        else
        {
            Conditions.Set(holder, now, "Available", false, "MinimumReplicasUnavailable", "Deployment does not have minimum availability.", updateTime: true);
        }
        var done = updated == rollout.Desired && replicas == rollout.Desired && available == rollout.Desired;
        SetProgress(holder, obj, done, updated, available, current, now, again);

        var status = new JsonObject { ["observedGeneration"] = obj.Number("metadata", "generation") ?? 0 };
        void Count(string name, int value)
        {
            if (value > 0) status[name] = value;
        }
        Count("replicas", replicas);
        Count("updatedReplicas", updated);
        Count("readyReplicas", available);
        Count("availableReplicas", available);
        Count("unavailableReplicas", Math.Max(0, Math.Max(rollout.Desired, replicas) - available));
        status["conditions"] = holder.At("status", "conditions")?.DeepClone();
        return status;
    }

    private void SetProgress(JsonObject holder, JsonObject obj, bool done, int updated, int available, OwnedSet? current, DateTimeOffset now, Action again)
    {
        var set = $"ReplicaSet \"{current?.Key.Name}\"";
        if (done)
        {
            Conditions.Set(holder, now, "Progressing", true, "NewReplicaSetAvailable", $"{set} has successfully progressed.", updateTime: true);
            return;
        }
        var deadline = TimeSpan.FromSeconds(obj.Number("spec", "progressDeadlineSeconds") ?? 600);
        var since = ProgressingSince(obj);
        var moved = updated != (obj.Number("status", "updatedReplicas") ?? 0) || available != (obj.Number("status", "availableReplicas") ?? 0);
        if (since is { } start && !moved && now - start >= deadline)
        {
            Conditions.Set(holder, now, "Progressing", false, "ProgressDeadlineExceeded", $"{set} has timed out progressing.", updateTime: true);
            return;
        }
        if (Conditions.Set(holder, now, "Progressing", true, "ReplicaSetUpdated", $"{set} is progressing.", updateTime: true))
        {
            loop.After(deadline + TimeSpan.FromSeconds(1), again);
        }
    }

    private static DateTimeOffset? ProgressingSince(JsonObject obj)
    {
        var condition = (obj.Arr("status", "conditions") ?? []).FirstOrDefault(
            one => one.Text("type") == "Progressing" && one.Text("reason") is "ReplicaSetUpdated" or "ProgressDeadlineExceeded");
        return condition.Text("lastUpdateTime") is { } time ? DateTimeOffset.Parse(time, CultureInfo.InvariantCulture) : null;
    }

    /// <summary>A ReplicaSet as its Deployment sees it.</summary>
    private sealed class OwnedSet
    {
        public OwnedSet(StoredObject stored)
        {
            var obj = stored.Parse();
            Key = stored.Key;
            Hash = stored.Label(HashLabel) ?? "";
            Wanted = (int)(obj.Number("spec", "replicas") ?? 0);
            Existing = (int)(obj.Number("status", "replicas") ?? 0);
            Available = (int)(obj.Number("status", "availableReplicas") ?? 0);
            RevisionNumber = int.TryParse(obj.Text("metadata", "annotations", Revision), CultureInfo.InvariantCulture, out var revision) ? revision : 0;
        }

        public ObjectKey Key { get; }

        public string Hash { get; }

        public int Wanted { get; }

        public int Existing { get; }

        public int Available { get; }

        public int RevisionNumber { get; }
    }
}
