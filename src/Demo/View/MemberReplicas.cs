namespace Loadline.Demo.View;

/// <summary>Replicas of the measured workload in one member, as the member itself has them.</summary>
/// <param name="Wanted">What its Deployment asks for; 0 when there is none.</param>
/// <param name="Ready">Pods that are ready.</param>
/// <param name="Reachable">False while the demo keeps the member from answering.</param>
internal readonly record struct MemberReplicas(int Wanted, int Ready, bool Reachable);
