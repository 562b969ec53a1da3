namespace Loadline.Operator.Guarding;

/// <summary>Removals of one policy, or in one member, in the present window.</summary>
/// <param name="Objects">Objects that it had when the window began.</param>
/// <param name="Removed">How many of them were removed since, for causes that <see cref="RemovalBreaker.Counts"/>.</param>
/// <param name="Acknowledged">A human has looked at the open breaker and let the rest of the window pass.</param>
internal readonly record struct RemovalWindow(int Objects, int Removed, bool Acknowledged);
