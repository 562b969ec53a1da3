namespace Loadline.Operator.Sensing;

/// <summary>The two questions that health is judged by. Answers, never throws, except when cancelled.</summary>
internal interface IProbe
{
    /// <summary>Is it there and well? Cheap, and the answer's time is the round trip.</summary>
    Task<ProbeResult> PingAsync(CancellationToken ct);

    /// <summary>Does it accept our credentials? A health endpoint that needs none does not prove that.</summary>
    Task<ProbeResult> AuthenticateAsync(CancellationToken ct);
}
