using Loadline.Operator.Sensing;

namespace Loadline.Operator.Weighing;

/// <summary>What there is to say of a binding's measured weights.</summary>
/// <param name="Explanation">The last recorded decision; null when nothing was measured yet.</param>
/// <param name="Problem">What keeps the weights from resting on fresh measurements; null when nothing does.</param>
internal sealed record WeightView(Explanation? Explanation, SignalProblem? Problem);
