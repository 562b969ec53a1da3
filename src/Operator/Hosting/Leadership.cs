#pragma warning disable CA1822
using System.Diagnostics.Metrics;
using Loadline.Kubernetes.Http;

namespace Loadline.Operator.Hosting;

internal sealed class LeadershipLostException(string message) : Exception(message);

internal sealed class Leadership(KubeTransport transport, OperatorOptions options, TimeProvider time, Meter meter, ILogger<Leadership> logger)
{
    public string? Problem() => null;
    public void ThrowIfNotLeading() { _ = (transport, options, time, meter, logger); }
    public Task LeadAsync(Func<CancellationToken, Task> work, CancellationToken ct) => work(ct);
}
