using System.Net;
using Loadline.Kubernetes.Http;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Loadline.Kubernetes.Client;

/// <summary>Builds the Polly pipeline around non-watch requests (RQ2, RQ8).</summary>
public static class RequestResilience
{
    internal static readonly ResiliencePropertyKey<bool> ReplaySafe = new("replay-safe");

    /// <summary>
    /// Retries what the server asks to be retried (429 or 5xx with Retry-After), transport failures of requests that may be repeated
    /// (GET and server-side apply), bounds each attempt, and opens a breaker on a target that keeps failing.
    /// </summary>
    /// <param name="options">Limits.</param>
    /// <param name="time">Clock of every delay.</param>
    public static ResiliencePipeline<HttpResponseMessage> Build(RequestResilienceOptions options, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time };
        builder.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
        {
            MaxRetryAttempts = options.MaxRetries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = options.BaseDelay,
            MaxDelay = TimeSpan.FromSeconds(10),
            ShouldHandle = static args => ValueTask.FromResult(ShouldRetry(args)),
            DelayGenerator = args => ValueTask.FromResult(RetryAfter(args.Outcome.Result, options.MaxRetryAfter)),
            OnRetry = static args =>
            {
                args.Outcome.Result?.Dispose();
                return default;
            },
        });
        if (options.BreakDuration > TimeSpan.Zero)
        {
            builder.AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
            {
                FailureRatio = 0.5,
                MinimumThroughput = 4,
                SamplingDuration = TimeSpan.FromSeconds(10),
                BreakDuration = options.BreakDuration,
                // Only silence and refusal count: an error status proves that the target is alive.
                ShouldHandle = static args => ValueTask.FromResult(args.Outcome.Exception
                    is HttpRequestException { HttpRequestError: not HttpRequestError.ConfigurationLimitExceeded } or TimeoutRejectedException or IOException),
            });
        }

        builder.AddTimeout(new TimeoutStrategyOptions { Timeout = options.AttemptTimeout });
        return builder.Build();
    }

    private static bool ShouldRetry(RetryPredicateArguments<HttpResponseMessage> args)
    {
        if (args.Outcome.Result is { } response)
            return response.Headers.RetryAfter is not null && ((int)response.StatusCode >= 500 || response.StatusCode == HttpStatusCode.TooManyRequests);
        // What was too large is so again.
        if (args.Outcome.Exception is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded }) return false;
        return args.Outcome.Exception is { } error and (HttpRequestException or IOException or TimeoutRejectedException)
            && args.Context.Properties.GetValue(ReplaySafe, false)
            && MayPass(TransportFailure.Classify(error).Kind);
    }

    // A certificate, a name or a configuration that is wrong now is wrong in a second too.
    private static bool MayPass(TransportFailureKind kind) =>
        kind is not (TransportFailureKind.TlsUntrusted or TransportFailureKind.TlsName or TransportFailureKind.TlsHandshake or TransportFailureKind.Dns
            or TransportFailureKind.Configuration or TransportFailureKind.Proxy);

    private static TimeSpan? RetryAfter(HttpResponseMessage? response, TimeSpan longest) =>
        response?.Headers.RetryAfter?.Delta is { } asked ? (asked < longest ? asked : longest) : null;
}
