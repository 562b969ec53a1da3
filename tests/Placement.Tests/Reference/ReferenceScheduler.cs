using Loadline.Crds;
using Loadline.Placement.Scheduling;
using Loadline.Registry;
using PlacementSpec = Loadline.Crds.Placement;

namespace Loadline.Placement.Tests.Reference;

/// <summary>
/// The rules of placement once more, written down as plainly as they read and without a thought for speed. It shares nothing with
/// the real one but the types of its input and output.
/// </summary>
internal sealed class ReferenceScheduler(PlacementSpec placement, PlacementRequest request, IReadOnlyList<MemberState> fleet)
{
    private sealed record Candidate(MemberState Member, int Tier, int Score, long Allocatable, int Previous)
    {
        public string Name => Member.Name;

        public long Available => Allocatable + Previous;
    }

    private sealed class NotSelected : Exception;

    private sealed class NoRoom : Exception;

    private readonly ReplicaScheduling? _scheduling = placement.ReplicaScheduling;

    private bool Duplicated => _scheduling is null || _scheduling.ReplicaSchedulingType == ReplicaSchedulingTypes.Duplicated;

    private bool Aggregated => !Duplicated && _scheduling!.ReplicaDivisionPreference == ReplicaDivisionPreferences.Aggregated;

    private bool ByRoom => Aggregated || (!Duplicated && _scheduling!.WeightPreference?.DynamicWeight is not null);

    private bool IsWorkload => request.Replicas > 0 || request.Requests is not null;

    private ClusterAffinityTerm? Term => placement.ClusterAffinities?[0];

    public (PlacementOutcome Outcome, List<PlacementTarget> Targets) Place()
    {
        var candidates = Sorted(fleet.Where(Passes).Select(Describe));
        if (candidates.Count == 0) return (PlacementOutcome.NoClusterFit, []);
        try
        {
            var selected = Select(candidates);
            if (!IsWorkload) return (PlacementOutcome.Placed, [.. selected.OrderBy(c => c.Name, StringComparer.Ordinal).Select(c => new PlacementTarget(c.Name, null))]);
            var assigned = Assign(selected);
            return (PlacementOutcome.Placed, [.. assigned.Where(a => a.Value > 0).OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => new PlacementTarget(a.Key, a.Value))]);
        }
        catch (NotSelected)
        {
            return (PlacementOutcome.SelectFailed, []);
        }
        catch (NoRoom)
        {
            return (PlacementOutcome.Unschedulable, []);
        }
    }

    private bool Passes(MemberState member)
    {
        var target = request.Previous.Any(p => p.Cluster == member.Name);
        return !member.Terminating
            && (target || member.ApiEnablements.Contains(request.Kind))
            && (target || member.Taints.All(t => t.Effect == TaintEffect.PreferNoSchedule || Tolerated(t)))
            && TierOf(member) >= 0
            && (placement.SpreadConstraints ?? []).All(s => s.SpreadByField switch
            {
                "region" => member.Region.Length > 0,
                "zone" => member.Zones.Count > 0,
                "provider" => member.Provider.Length > 0,
                _ => true,
            })
            && !request.Evicted.Contains(member.Name);
    }

    private bool Tolerated(MemberTaint taint) => (placement.ClusterTolerations ?? []).Any(t =>
        (string.IsNullOrEmpty(t.Effect) || t.Effect == taint.Effect.ToString())
        && (string.IsNullOrEmpty(t.Key) || t.Key == taint.Key)
        && (t.Operator == "Exists" || (t.Operator is null or "" or "Equal" && (t.Value ?? "") == taint.Value)));

    /// <summary>0 for the affinity itself, i + 1 for its overflow i, -1 when none selects the member.</summary>
    private int TierOf(MemberState member)
    {
        if (Term is not { } term) return placement.ClusterAffinity is null || Matches(member, placement.ClusterAffinity) ? 0 : -1;
        if (Matches(member, term)) return 0;
        return IsWorkload ? (term.OverflowAffinities ?? []).ToList().FindIndex(o => Matches(member, o)) is >= 0 and var i ? i + 1 : -1 : -1;
    }

    private static bool Matches(MemberState member, IClusterAffinity affinity) =>
        !(affinity.Exclude ?? []).Contains(member.Name)
        && (affinity.ClusterNames is null or [] || affinity.ClusterNames.Contains(member.Name))
        && (affinity.LabelSelector?.MatchLabels ?? new Dictionary<string, string>()).All(l => member.Labels.GetValueOrDefault(l.Key) == l.Value)
        && (affinity.LabelSelector?.MatchExpressions ?? []).All(e => e.Operator switch
        {
            "In" => member.Labels.TryGetValue(e.Key, out var value) && e.Values!.Contains(value),
            "NotIn" => !member.Labels.TryGetValue(e.Key, out var value) || !e.Values!.Contains(value),
            "Exists" => member.Labels.ContainsKey(e.Key),
            _ => !member.Labels.ContainsKey(e.Key),
        })
        && (affinity.FieldSelector?.MatchExpressions ?? []).All(e =>
        {
            IReadOnlyList<string> own = e.Key switch
            {
                "provider" => member.Provider.Length == 0 ? [] : [member.Provider],
                "region" => member.Region.Length == 0 ? [] : [member.Region],
                _ => member.Zones,
            };
            return own.Any(e.Values!.Contains) == (e.Operator == "In");
        });

    private Candidate Describe(MemberState member) => new(
        member,
        TierOf(member),
        request.Previous.Any(p => p.Cluster == member.Name) ? 100 : 0,
        RoomOf(member),
        request.Previous.FirstOrDefault(p => p.Cluster == member.Name).Replicas ?? 0);

    private long RoomOf(MemberState member)
    {
        if (request.Replicas == 0) return int.MaxValue;
        if (member.Resources is not { } resources) return 0;
        var room = Math.Max(0, resources.Free("pods"));
        foreach (var (resource, amount) in request.Requests ?? [])
        {
            if (amount > 0) room = Math.Min(room, Math.Max(0, resources.Free(resource)) / amount);
        }

        return room;
    }

    private static List<Candidate> Sorted(IEnumerable<Candidate> candidates) =>
        [.. candidates.OrderBy(c => c.Tier).ThenByDescending(c => c.Score).ThenByDescending(c => c.Available).ThenBy(c => c.Name, StringComparer.Ordinal)];

    private List<Candidate> Select(List<Candidate> candidates)
    {
        var spread = placement.SpreadConstraints ?? [];
        var weights = _scheduling?.WeightPreference;
        var byStatedWeight = !Duplicated && !Aggregated && (weights is null || (weights.StaticWeightList is { Count: > 0 } && weights.DynamicWeight is null));
        if (spread.Count == 0 || byStatedWeight) return candidates;
        var cluster = spread.Single(s => s.SpreadByField == "cluster");
        return spread.FirstOrDefault(s => s.SpreadByField == "region") is { } region ? SelectByRegion(candidates, region, cluster) : SelectByCluster(candidates, cluster);
    }

    private List<Candidate> SelectByCluster(List<Candidate> candidates, SpreadConstraint cluster)
    {
        if (candidates.Count < cluster.MinGroups) throw new NotSelected();
        var need = Math.Min(candidates.Count, cluster.MaxGroups ?? int.MaxValue);
        var (chosen, rest) = (candidates.Take(need).ToList(), candidates.Skip(need).ToList());
        if (Duplicated) return chosen;
        for (var i = need - 1; i >= 0 && chosen.Sum(c => c.Available) < request.Replicas; i--)
        {
            var best = rest.MaxBy(c => c.Available);
            if (best is null || best.Available <= chosen[i].Available) continue;
            var at = rest.FindIndex(c => c.Available == best.Available);
            (chosen[i], rest[at]) = (rest[at], chosen[i]);
        }

        return chosen.Sum(c => c.Available) < request.Replicas ? throw new NotSelected() : chosen;
    }

    private List<Candidate> SelectByRegion(List<Candidate> candidates, SpreadConstraint region, SpreadConstraint cluster)
    {
        var groups = candidates.GroupBy(c => c.Member.Region)
            .Select(g => (Name: g.Key, Members: g.ToList(), Weight: WeightOf([.. g], region.MinGroups ?? 1, cluster.MinGroups ?? 1)))
            .OrderBy(g => g.Members.Count).ThenByDescending(g => g.Weight).ThenBy(g => g.Name, StringComparer.Ordinal).ToList();
        if (groups.Count < region.MinGroups) throw new NotSelected();

        var paths = new List<List<int>>();
        Search([], 0);
        if (paths.Count == 0) throw new NotSelected();
        var ordered = paths
            .Select((path, id) => (Groups: path.OrderByDescending(g => groups[g].Weight).ThenBy(g => groups[g].Name, StringComparer.Ordinal).ToList(), Id: id))
            .OrderByDescending(p => p.Groups.Sum(g => groups[g].Weight)).ThenByDescending(p => p.Groups.Sum(g => groups[g].Members.Count)).ThenBy(p => p.Id).ToList();
        var best = ordered[0].Groups;
        foreach (var (path, _) in ordered.Skip(1))
        {
            if (path.Count < best.Count && best.Take(path.Count).SequenceEqual(path)) best = path;
        }

        var chosen = best.Select(g => groups[g].Members[0]).ToList();
        var need = Math.Min(best.Sum(g => groups[g].Members.Count), cluster.MaxGroups ?? int.MaxValue);
        foreach (var next in Sorted(best.SelectMany(g => groups[g].Members.Skip(1))))
        {
            if (chosen.Count < need) chosen.Add(next);
        }

        return chosen;

        void Search(List<int> path, int from)
        {
            if (path.Sum(g => groups[g].Members.Count) >= cluster.MinGroups && path.Count >= region.MinGroups && path.Count <= (region.MaxGroups ?? int.MaxValue))
            {
                paths.Add([.. path]);
                return;
            }

            if (path.Count >= (region.MaxGroups ?? int.MaxValue)) return;
            for (var i = from; i < groups.Count; i++)
            {
                Search([.. path, i], i + 1);
                if (groups.Count == region.MinGroups) return;
            }
        }
    }

    private long WeightOf(List<Candidate> group, int minRegions, int minClusters)
    {
        if (Duplicated)
        {
            var valid = group.Where(c => c.Available >= request.Replicas).ToList();
            return valid.Count == 0 ? 0 : valid.Count * 1000L + valid.Sum(c => c.Score) / valid.Count;
        }

        var target = (long)Math.Ceiling(request.Replicas / (double)minRegions);
        var (room, score, count) = (0L, 0, 0);
        foreach (var candidate in group)
        {
            (room, score, count) = (room + candidate.Available, score + candidate.Score, count + 1);
            if (count >= Math.Max(minRegions, minClusters) && room >= target) break;
        }

        return room < target ? room * 1000 + score / group.Count : target * 1000 + score / count;
    }

    private Dictionary<string, int> Assign(List<Candidate> selected)
    {
        if (Term?.OverflowAffinities is not { Count: > 0 } overflow) return Divide(selected, request.Replicas);
        var assigned = new Dictionary<string, int>();
        var remaining = request.Replicas;
        for (var tier = 0; tier <= overflow.Count; tier++)
        {
            var members = selected.Where(c => c.Tier == tier).ToList();
            var share = (int)Math.Min(remaining, members.Sum(c => c.Available));
            if (share == 0) continue;
            foreach (var (name, replicas) in Divide(members, share)) assigned[name] = replicas;
            remaining -= share;
        }

        return remaining > 0 ? throw new NoRoom() : assigned;
    }

    private Dictionary<string, int> Divide(List<Candidate> selected, int replicas)
    {
        if (Duplicated) return selected.ToDictionary(c => c.Name, _ => replicas);
        if (!ByRoom) return Webster([.. selected.Select(c => (c.Name, StatedWeight(c, selected)))], replicas);
        var assigned = selected.Sum(c => c.Previous);
        if (request.Fresh) return Dynamic([.. selected.Select(c => (c.Name, c.Available))], selected, replicas);
        if (assigned > replicas) return Dynamic([.. selected.Where(c => c.Previous > 0).Select(c => (c.Name, (long)c.Previous))], selected, replicas);
        var result = assigned == replicas ? [] : Dynamic([.. selected.Select(c => (c.Name, c.Allocatable))], selected, replicas - assigned);
        foreach (var candidate in selected.Where(c => c.Previous > 0)) result[candidate.Name] = result.GetValueOrDefault(candidate.Name) + candidate.Previous;
        return result;
    }

    private long StatedWeight(Candidate candidate, List<Candidate> selected)
    {
        long Of(Candidate c) => (_scheduling!.WeightPreference?.StaticWeightList ?? []).Where(w => Matches(c.Member, w.TargetCluster)).Select(w => w.Weight).DefaultIfEmpty(0).Max();
        return selected.All(c => Of(c) == 0) ? 1 : Of(candidate);
    }

    private Dictionary<string, int> Dynamic(List<(string Name, long Weight)> weights, List<Candidate> selected, int target)
    {
        if (weights.Sum(w => w.Weight) < target) throw new NoRoom();
        weights = [.. weights.OrderByDescending(w => w.Weight)];
        if (!Aggregated) return Webster(weights, target);
        if (!request.Fresh) weights = [.. weights.OrderByDescending(w => selected.Single(c => c.Name == w.Name).Previous > 0)];
        var few = new List<(string, long)>();
        foreach (var weight in weights)
        {
            if (few.Sum(f => f.Item2) >= target) break;
            few.Add(weight);
        }

        return Webster(few, target);
    }

    private Dictionary<string, int> Webster(List<(string Name, long Weight)> parties, int seats)
    {
        var result = new Dictionary<string, int>();
        var largerFirst = request.Uid.Length > 0 && (request.Uid.Aggregate(2166136261u, (hash, c) => (hash ^ c) * 16777619u) & 1) == 1;
        var open = parties.Where(p => p.Weight > 0).OrderBy(p => p.Name, StringComparer.Ordinal).ToList();
        if (largerFirst) open.Reverse();
        for (; seats > 0 && open.Count > 0; seats--)
        {
            var (name, _) = open.OrderByDescending(p => p.Weight / (2.0 * result.GetValueOrDefault(p.Name) + 1)).ThenBy(p => result.GetValueOrDefault(p.Name)).First();
            result[name] = result.GetValueOrDefault(name) + 1;
        }

        return result;
    }
}
