using System.Collections.Concurrent;
using System.Threading.Channels;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Informers;
using Loadline.Operator.Binding;
using Loadline.Operator.Members;

namespace Loadline.Operator.Matching;

/// <summary>
/// Makes sure that every kind that a policy selects or a binding came from is watched. A kind that the hub does not serve yet is asked for again until
/// it does, so that a policy may come before its CRD, and a standby may be older than a CRD.
/// </summary>
internal sealed class TemplateKinds(
    RestMapper hubKinds, TemplateInformers templates, PolicyCatalog policies, BindingIndex bindings, IEvents events, TimeProvider time, ILogger<TemplateKinds> logger)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(string ApiVersion, string Kind), bool> _missing = new();
    private readonly Channel<bool> _asked = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>A watched kind.</summary>
    internal sealed record Watched(ResourceType Resource, ObjectStore Store);

    /// <summary>The watch of a kind; null when the hub is not known to serve it, which starts the search for it.</summary>
    public Watched? Require(string apiVersion, string kind)
    {
        if (hubKinds.Known(apiVersion, kind) is { } resource) return new(resource, templates.Ensure(resource));
        if (_missing.TryAdd((apiVersion, kind), false)) _asked.Writer.TryWrite(true);
        return null;
    }

    /// <summary>Looks for missing kinds until cancelled.</summary>
    public async Task RunAsync(Action<Policy> found, CancellationToken ct)
    {
        var asked = _asked.Reader.WaitToReadAsync(ct).AsTask();
        while (true)
        {
            await Task.WhenAny(asked, Task.Delay(AskAgain, time, ct));
            ct.ThrowIfCancellationRequested();
            if (asked.IsCompleted && _asked.Reader.TryRead(out _)) asked = _asked.Reader.WaitToReadAsync(ct).AsTask();
            if (!IsAnyMissing()) continue;
            try
            {
                await hubKinds.RefreshAsync(ct);
            }
            catch (Exception e) when (e is StatusException or HttpRequestException or IOException or Polly.ExecutionRejectedException)
            {
                logger.LogWarning("discovery on the hub failed: {Error}", e.Message);
                continue;
            }

            // Bindings first: whoever places a template must know what is placed already.
            foreach (var (missing, _) in _missing)
            {
                if (hubKinds.Known(missing.ApiVersion, missing.Kind) is null || !bindings.Awaits(missing.ApiVersion, missing.Kind)) continue;
                bindings.KindsFound();
                break;
            }

            foreach (var (missing, told) in _missing) Settle(missing, told, found);
        }
    }

    private bool IsAnyMissing()
    {
        foreach (var _ in _missing) return true;
        return false;
    }

    private void Settle((string ApiVersion, string Kind) missing, bool told, Action<Policy> found)
    {
        var selecting = policies.All.Where(p => p.Spec.ResourceSelectors.Any(s => s.ApiVersion == missing.ApiVersion && s.Kind == missing.Kind)).ToList();
        if (hubKinds.Known(missing.ApiVersion, missing.Kind) is { } resource)
        {
            _missing.TryRemove(missing, out _);
            templates.Ensure(resource);
            foreach (var policy in selecting) found(policy);
            return;
        }

        if (selecting.Count == 0 && !bindings.Awaits(missing.ApiVersion, missing.Kind)) _missing.TryRemove(missing, out _);
        if (told) return;
        _missing[missing] = true;
        foreach (var policy in selecting)
        {
            events.Record(policy.Reference, warning: true, Crds.PolicyReasons.UnknownKind, "Match", $"the hub does not serve {missing.Kind} of {missing.ApiVersion}; it takes effect as soon as the hub does");
            found(policy);
        }
    }
}
