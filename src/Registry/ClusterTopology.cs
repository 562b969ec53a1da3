using System.Diagnostics.CodeAnalysis;

namespace Loadline.Registry;

/// <summary>
/// What selectors read of the members: names, labels, places, taints and kinds served, indexed by a member's position in name
/// order. It changes only when one of those changes, so that what was compiled against it survives every heartbeat.
/// </summary>
public sealed class ClusterTopology
{
    private readonly string[] _names;
    private readonly IReadOnlyDictionary<string, string>[] _labelsOf;
    private readonly Dictionary<string, int> _indexOf;
    private readonly Dictionary<(string Key, string Value), MemberSet> _labels;
    private readonly Dictionary<string, MemberSet> _labelKeys;
    private readonly Dictionary<ApiEnablement, MemberSet> _apis;

    internal ClusterTopology(MemberState[] members)
    {
        _names = Array.ConvertAll(members, static m => m.Name);
        _labelsOf = Array.ConvertAll(members, static m => m.Labels);
        _indexOf = new(members.Length, StringComparer.Ordinal);
        var labels = new SetIndex<(string, string)>(members.Length);
        var labelKeys = new SetIndex<string>(members.Length);
        var apis = new SetIndex<ApiEnablement>(members.Length);
        var taints = new SetIndex<MemberTaint>(members.Length);
        for (var i = 0; i < members.Length; i++)
        {
            var member = members[i];
            _indexOf[member.Name] = i;
            foreach (var (key, value) in member.Labels)
            {
                labels.Add((key, value), i);
                labelKeys.Add(key, i);
            }

            foreach (var api in member.ApiEnablements) apis.Add(api, i);
            foreach (var taint in member.Taints) taints.Add(taint, i);
        }

        _labels = labels.Build();
        _labelKeys = labelKeys.Build();
        _apis = apis.Build();
        Taints = [.. taints.Build()];
        All = MemberSet.All(members.Length);
        Terminating = MemberSet.Where(members, static m => m.Terminating);
        Providers = new(members, static m => m.Provider.Length == 0 ? [] : [m.Provider]);
        Regions = new(members, static m => m.Region.Length == 0 ? [] : [m.Region]);
        Zones = new(members, static m => m.Zones);
        Jurisdictions = new(members, static m => m.Jurisdiction.Length == 0 ? [] : [m.Jurisdiction]);
    }

    private ClusterTopology(ClusterTopology older, ReadOnlySpan<int> changed, MemberState[] before, MemberState[] after)
    {
        _names = older._names;
        _indexOf = older._indexOf;
        _labelsOf = [.. older._labelsOf];
        foreach (var i in changed) _labelsOf[i] = after[i].Labels;
        _labels = SetChanges.After(older._labels, changed, before, after, static m => m.Labels.Select(static l => (l.Key, l.Value)), SameLabels);
        _labelKeys = SetChanges.After(older._labelKeys, changed, before, after, static m => m.Labels.Keys, SameLabels);
        _apis = SetChanges.After(
            older._apis, changed, before, after, static m => m.ApiEnablements, static (a, b) => Contents.Same(a.ApiEnablements, b.ApiEnablements));
        Taints = [.. SetChanges.After(
            new(older.Taints), changed, before, after, static m => m.Taints, static (a, b) => Contents.Same(a.Taints, b.Taints))];
        All = older.All;
        Terminating = older.Terminating.After(changed, after, static m => m.Terminating);
        Providers = older.Providers.After(changed, before, after);
        Regions = older.Regions.After(changed, before, after);
        Zones = older.Zones.After(changed, before, after);
        Jurisdictions = older.Jurisdictions.After(changed, before, after);
    }

    private ClusterTopology(ClusterTopology older, Renumbering renumbering, MemberState[] members)
    {
        _names = Array.ConvertAll(members, static m => m.Name);
        _indexOf = IndexOf(older, renumbering);
        _labelsOf = renumbering.Move<IReadOnlyDictionary<string, string>>(older._labelsOf);
        foreach (var i in renumbering.Joined) _labelsOf[i] = members[i].Labels;
        _labels = renumbering.Move(older._labels);
        _labelKeys = renumbering.Move(older._labelKeys);
        _apis = renumbering.Move(older._apis);
        Taints = [.. older.Taints.Select(t => KeyValuePair.Create(t.Key, renumbering.Move(t.Value)))];
        All = MemberSet.All(members.Length);
        Terminating = renumbering.Move(older.Terminating);
        Providers = older.Providers.Moved(renumbering);
        Regions = older.Regions.Moved(renumbering);
        Zones = older.Zones.Moved(renumbering);
        Jurisdictions = older.Jurisdictions.Moved(renumbering);
    }

    /// <summary>How many members there are.</summary>
    public int Count => _names.Length;

    /// <summary>Names in ordinal order: a smaller index is a smaller name.</summary>
    public ReadOnlySpan<string> Names => _names;

    /// <summary>Every member.</summary>
    public MemberSet All { get; }

    /// <summary>Members that are being removed from the fleet.</summary>
    public MemberSet Terminating { get; }

    /// <summary>Members by provider.</summary>
    public PlaceIndex Providers { get; }

    /// <summary>Members by region.</summary>
    public PlaceIndex Regions { get; }

    /// <summary>Members by zone; a member counts in each of its zones.</summary>
    public PlaceIndex Zones { get; }

    /// <summary>Members by jurisdiction.</summary>
    public PlaceIndex Jurisdictions { get; }

    /// <summary>Each distinct taint with the members that have it.</summary>
    public IReadOnlyList<KeyValuePair<MemberTaint, MemberSet>> Taints { get; }

    /// <summary>The index of a member.</summary>
    public bool TryIndexOf(string name, out int index) => _indexOf.TryGetValue(name, out index);

    /// <summary>The labels of a member.</summary>
    public IReadOnlyDictionary<string, string> LabelsOf(int member) => _labelsOf[member];

    /// <summary>Members with exactly this label.</summary>
    public bool TryGetWithLabel(string key, string value, [NotNullWhen(true)] out MemberSet? members) => _labels.TryGetValue((key, value), out members);

    /// <summary>Members with this label key, whatever its value.</summary>
    public bool TryGetWithLabelKey(string key, [NotNullWhen(true)] out MemberSet? members) => _labelKeys.TryGetValue(key, out members);

    /// <summary>Members that serve this kind.</summary>
    public bool TryGetServing(ApiEnablement api, [NotNullWhen(true)] out MemberSet? members) => _apis.TryGetValue(api, out members);

    /// <summary>The topology after some members changed; this one when nothing of it did.</summary>
    internal ClusterTopology After(ReadOnlySpan<int> changed, MemberState[] before, MemberState[] after)
    {
        foreach (var i in changed)
        {
            if (!before[i].SameIdentity(after[i])) return new(this, changed, before, after);
        }

        return this;
    }

    /// <summary>The topology with the members at other places; of those who joined it knows nothing but their names yet.</summary>
    internal ClusterTopology Moved(Renumbering renumbering, MemberState[] members) => new(this, renumbering, members);

    internal bool Describes(MemberState[] previous, MemberState[] members)
    {
        if (previous.Length != members.Length || members.Length != Count) return false;
        for (var i = 0; i < members.Length; i++)
        {
            if (!previous[i].SameIdentity(members[i])) return false;
        }

        return true;
    }

    private Dictionary<string, int> IndexOf(ClusterTopology older, Renumbering renumbering)
    {
        var indexOf = new Dictionary<string, int>(older._indexOf, StringComparer.Ordinal);
        foreach (var i in renumbering.Left) indexOf.Remove(older._names[i]);
        for (var i = renumbering.First; i < _names.Length; i++) indexOf[_names[i]] = i;
        return indexOf;
    }

    private static bool SameLabels(MemberState a, MemberState b) => Contents.Same(a.Labels, b.Labels);
}
