using System.Net;

namespace Loadline.E2E.Harness;

/// <summary>An API server's answer that is not a success, with its Status body as the message.</summary>
internal sealed class KubeRefusal(HttpStatusCode statusCode, string message) : Exception(message)
{
    public HttpStatusCode StatusCode { get; } = statusCode;
}
