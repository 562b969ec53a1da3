namespace Loadline.Simulator.Objects;

/// <summary>A patch cannot be applied: it is malformed, or its target does not have what it names. The message is for the client.</summary>
public sealed class PatchException(string message) : Exception(message);
