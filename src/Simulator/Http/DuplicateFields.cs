namespace Loadline.Simulator.Http;

/// <summary>Fields that a request's body gives twice: an error or a warning, as the request asks.</summary>
/// <param name="Paths">Where they are.</param>
internal sealed record DuplicateFields(IReadOnlyList<string> Paths);
