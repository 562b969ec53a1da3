namespace Loadline.Registry.Exploration.Scheduling;

/// <summary>A thread that stops before one of its steps, until everybody else is done.</summary>
/// <param name="Thread">Which.</param>
/// <param name="Step">Before which of its steps, from 1.</param>
internal readonly record struct Stall(int Thread, int Step);
