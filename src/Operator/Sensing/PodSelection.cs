namespace Loadline.Operator.Sensing;

/// <summary>The pods of one workload in a member.</summary>
/// <param name="Namespace">Their namespace.</param>
/// <param name="Selector">Label selector in text form.</param>
internal readonly record struct PodSelection(string Namespace, string Selector);

/// <summary>What the pods of one selection use together.</summary>
/// <param name="Cores">Processor cores.</param>
/// <param name="Pods">Pods that were counted.</param>
/// <param name="At">When the sample was received.</param>
/// <param name="Stamp">The same moment by the hub's monotonic clock.</param>
internal sealed record PodUse(double Cores, int Pods, DateTimeOffset At, long Stamp);

/// <summary>What is known of the use of one selection.</summary>
/// <param name="Last">The last good sample; null when there never was one.</param>
/// <param name="Problem">Why the last attempt gave none; null when it did.</param>
internal sealed record PodReading(PodUse? Last, SignalProblem? Problem);
