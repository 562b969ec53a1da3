namespace Loadline.Demo.View;

/// <summary>The measured workload over the whole fleet at one instant.</summary>
/// <param name="Desired">Replicas that the template in the hub asks for.</param>
/// <param name="Members">By name of the member.</param>
internal sealed record FleetReplicas(int Desired, IReadOnlyDictionary<string, MemberReplicas> Members)
{
    /// <summary>Before anything was read.</summary>
    public static FleetReplicas None { get; } = new(0, new Dictionary<string, MemberReplicas>());

    /// <summary>Pods that are ready where users can reach them.</summary>
    public int Ready => Members.Values.Sum(static m => m.Reachable ? m.Ready : 0);

    /// <summary>At least as many ready pods as are wanted.</summary>
    public bool IsAtStrength => Desired > 0 && Ready >= Desired;

    /// <summary>As many as are wanted, all ready, and nothing on its way.</summary>
    public bool IsSettled =>
        IsAtStrength && Ready == Desired && Members.Values.All(static m => !m.Reachable || m.Ready == m.Wanted);

    public MemberReplicas Of(string member) => Members.GetValueOrDefault(member);

    /// <summary>Members whose number differs, in name order, for example <c>eu-1 4 -> 1, us-1 7 -> 9</c>.</summary>
    public string ChangesTo(FleetReplicas later) => string.Join(", ", Members.Keys.Order(StringComparer.Ordinal)
        .Where(name => Shown(this, name) != Shown(later, name))
        .Select(name => $"{name} {Shown(this, name)} -> {Shown(later, name)}"));

    /// <summary>True when some member wants another number than before.</summary>
    public bool HasMovedTo(FleetReplicas later) => Members.Any(m => later.Of(m.Key).Wanted != m.Value.Wanted);

    public bool IsSameAs(FleetReplicas other) =>
        Desired == other.Desired && Members.Count == other.Members.Count && Members.All(m => other.Members.TryGetValue(m.Key, out var value) && value == m.Value);

    private static string Shown(FleetReplicas replicas, string member) =>
        replicas.Of(member) is { Reachable: true } m ? m.Ready.ToString(System.Globalization.CultureInfo.InvariantCulture) : "lost";
}
