using System.Diagnostics.CodeAnalysis;

namespace Loadline.Registry;

/// <summary>The members of the fleet: written by every heartbeat, read by every decision. Safe for any number of threads.</summary>
public interface IClusterRegistry
{
    /// <summary>How many members there are; exact at the instant it is read.</summary>
    int Count { get; }

    /// <summary>A member by name.</summary>
    bool TryGet(string name, [NotNullWhen(true)] out MemberState? member);

    /// <summary>The signals of a member; <see cref="MemberSignals.None"/> when it has none yet.</summary>
    bool TryGetSignals(string name, [NotNullWhen(true)] out MemberSignals? signals);

    /// <summary>Adds a member or replaces its state; its signals stay.</summary>
    void Set(MemberState member);

    /// <summary>Removes a member and its signals.</summary>
    /// <returns>False when there was no such member.</returns>
    bool TryRemove(string name);

    /// <summary>Replaces the signals of a member.</summary>
    /// <returns>False when there is no such member: late measurements do not bring it back.</returns>
    bool UpdateSignals(string name, MemberSignals signals);

    /// <summary>All members at one instant. The same instance is returned until something changes.</summary>
    ClusterSnapshot TakeSnapshot();
}
