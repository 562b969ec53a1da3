namespace Loadline.Operator.Observing;

/// <summary>One member's part in the status of a template.</summary>
/// <param name="Cluster">Member.</param>
/// <param name="Status"><see cref="MemberWorkloadStatus.ReflectedStatus"/>; empty when the member has not reported yet.</param>
/// <param name="UpToDate">The member holds the newest manifest and its report is about that one.</param>
internal readonly record struct MemberReport(string Cluster, ReadOnlyMemory<byte> Status, bool UpToDate);
