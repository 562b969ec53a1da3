namespace Loadline.Registry;

/// <summary>A member in the map: its state, which a new entry replaces, and its telemetry, which stays and changes in place.</summary>
internal sealed record MemberEntry(MemberState State, Telemetry Telemetry);
