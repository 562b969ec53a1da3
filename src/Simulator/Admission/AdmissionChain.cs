using System.Text.Json.Nodes;
using Loadline.Simulator.Http;

namespace Loadline.Simulator.Admission;

/// <summary>What a write passes between its decoding and the store: webhooks that change it, then policies and webhooks that judge it.</summary>
internal sealed class AdmissionChain
{
    private const string Group = "admissionregistration.k8s.io";

    private readonly AdmissionPolicies _policies;
    private readonly Webhooks _webhooks;

    public AdmissionChain(ServerContext server)
    {
        var match = new AdmissionMatch(server);
        _policies = new AdmissionPolicies(server, match);
        _webhooks = new Webhooks(server, match);
    }

    /// <summary>True where no webhook changes objects.</summary>
    public bool MutatesNothing => _webhooks.MutatesNothing;

    /// <summary>The object as webhooks want it; null for a deletion.</summary>
    /// <exception cref="ApiException">A webhook refuses.</exception>
    public async ValueTask<JsonObject?> MutateAsync(AdmissionRequest request) =>
        MutatesNothing || IsExempt(request) ? request.Object : await _webhooks.MutateAsync(request);

    /// <exception cref="ApiException">A policy or a webhook refuses.</exception>
    public async ValueTask ValidateAsync(AdmissionRequest request)
    {
        if (IsExempt(request)) return;
        if (!_policies.IsIdle) _policies.Check(request);
        if (!_webhooks.ValidatesNothing) await _webhooks.ValidateAsync(request);
    }

    // A broken webhook must not keep anybody from removing it.
    private static bool IsExempt(AdmissionRequest request) => request.Resource.Group == Group;
}
