namespace Loadline.Operator.Weighing;

/// <summary>
/// How many cores a replica uses when it can do no more: its limit. Without a limit nobody knows; then it is what it asks for, or, where replicas were seen to use
/// more, so much that the most that was seen is four fifths of it. Only grows, so that the measure does not move with what is measured.
/// </summary>
/// <param name="limit">Processor limit of a pod, in cores; null for none.</param>
/// <param name="request">What it asks for, in cores; null for nothing.</param>
internal sealed class BusyReplica(double? limit, double? request)
{
    private const double NotYetBusy = 0.8;

    /// <summary>Part by which more has to be seen to be taken over.</summary>
    private const double Noise = 0.1;

    /// <summary>What is assumed of a pod that says nothing.</summary>
    private const double Unsaid = 1;

    private double _most;

    /// <summary>The cores.</summary>
    public double Cores => limit ?? Math.Max(request ?? Unsaid, _most / NotYetBusy);

    /// <summary>Whether it is about such pods.</summary>
    public bool IsOf(double? otherLimit, double? otherRequest) => limit == otherLimit && request == otherRequest;

    /// <summary>Takes what a replica was seen to use on average.</summary>
    public void See(double cores)
    {
        if (double.IsFinite(cores) && cores > _most * (1 + Noise)) _most = cores;
    }
}
