namespace Loadline.Simulator.Storage;

/// <summary>Outcome of a conditional write.</summary>
internal enum WriteOutcome
{
    Written,
    Exists,
    Missing,
    Changed,
}
