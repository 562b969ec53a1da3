namespace Loadline.Registry.Exploration;

/// <summary>A schedule in which something went wrong.</summary>
/// <param name="Scenario">Of which scenario.</param>
/// <param name="What">What went wrong.</param>
/// <param name="Trace">The decisions that lead there again.</param>
/// <param name="Schedules">How many schedules were run up to and with it.</param>
internal sealed record Finding(string Scenario, string What, string Trace, long Schedules);
