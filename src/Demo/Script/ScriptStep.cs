namespace Loadline.Demo.Script;

/// <summary>One line of a script.</summary>
/// <param name="Line">Number of the line, from 1.</param>
/// <param name="At">When, counted from the start of the script; null for as soon as the fleet has reacted to the step before.</param>
/// <param name="Member">To whom.</param>
/// <param name="Trouble">What.</param>
/// <param name="Expected">True when replicas must move.</param>
/// <param name="Within">How long the reaction is waited for.</param>
internal sealed record ScriptStep(int Line, TimeSpan? At, string Member, Trouble Trouble, bool Expected, TimeSpan Within);
