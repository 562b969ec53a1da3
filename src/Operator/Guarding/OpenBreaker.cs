namespace Loadline.Operator.Guarding;

/// <summary>A removal breaker that is open.</summary>
/// <param name="Waiting">Templates whose objects wait for it.</param>
/// <param name="Message">How many wait, and for what; where an acknowledgement cannot be read, that too.</param>
internal sealed record OpenBreaker(int Waiting, string Message);
