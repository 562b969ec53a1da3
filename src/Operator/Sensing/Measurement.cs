namespace Loadline.Operator.Sensing;

/// <summary>A measured value, with what is needed to judge it.</summary>
/// <param name="Value">The value, in the signal's unit.</param>
/// <param name="At">When it held, on the hub's clock.</param>
/// <param name="Source">Who measured it, such as <c>Probe</c> or <c>MetricsAPI</c>.</param>
/// <param name="Confidence">How far it is to be trusted, 0 to 1; see <see cref="Confidence"/>.</param>
/// <param name="Stamp">The same moment as <paramref name="At"/> by the hub's monotonic clock.</param>
internal sealed record Measurement(double Value, DateTimeOffset At, string Source, double Confidence, long Stamp);

/// <summary>Why a signal has no measurement now.</summary>
/// <param name="Reason">One of <see cref="Crds.SignalReasons"/>.</param>
/// <param name="Message">The cause in words; holds no secret.</param>
internal sealed record SignalProblem(string Reason, string Message);

/// <summary>What is known of one signal of one member.</summary>
/// <param name="Last">The last good measurement; null when there never was one.</param>
/// <param name="Problem">Why the last attempt gave none; null when it did.</param>
internal sealed record SignalReading(Measurement? Last, SignalProblem? Problem);
