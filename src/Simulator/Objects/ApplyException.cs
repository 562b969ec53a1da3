namespace Loadline.Simulator.Objects;

/// <summary>An apply that the server refuses before it merges. The message is for the client.</summary>
public sealed class ApplyException(int statusCode, string message) : Exception(message)
{
    /// <summary>The HTTP status that the real server answers: 400 for a malformed request, 500 for one that does not fit the schema.</summary>
    public int StatusCode { get; } = statusCode;
}
