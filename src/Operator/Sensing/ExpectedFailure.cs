using System.Text.Json;
using Loadline.Kubernetes.Client;

namespace Loadline.Operator.Sensing;

/// <summary>Tells what a remote server may do to us from what is our own fault.</summary>
internal static class ExpectedFailure
{
    /// <summary>True for refusals, silence, broken streams and answers that make no sense; false when it was we who cancelled.</summary>
    public static bool Is(Exception e, CancellationToken ct) =>
        e is StatusException or HttpRequestException or IOException or JsonException or KeyNotFoundException or TimeoutException or Polly.ExecutionRejectedException
        || (e is OperationCanceledException && !ct.IsCancellationRequested);
}
