namespace Loadline.Crds.Validation;

/// <summary>Rules of members.</summary>
public static class MemberClusterValidation
{
    private static readonly TimeSpan LongestProbe = TimeSpan.FromHours(1);

    /// <summary>Checks a member.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="spec">Its spec.</param>
    /// <returns>The broken rules; empty when the member is valid.</returns>
    public static IReadOnlyList<FieldError> Validate(string? name, MemberClusterSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var errors = new FieldErrors();
        errors.Require(
            NameSyntax.IsDnsLabel(name) && name!.Length <= Limits.ClusterName,
            "metadata.name",
            $"must be a DNS label of at most {Limits.ClusterName} characters: lower-case letters, digits and '-'");
        Endpoint(spec, errors);
        errors.Require(
            string.IsNullOrEmpty(spec.ProxyUrl) || IsUrl(spec.ProxyUrl, "http", "https", "socks5"),
            "spec.proxyURL",
            "must be an http, https or socks5 URL with a host");
        Location(spec, errors);
        Taints(spec, errors);
        ResourceModelRules.Check(spec.ResourceModels ?? [], "spec.resourceModels", errors);
        Probe(spec.Probe, errors);
        errors.Require(spec.Probe?.Port is null || string.IsNullOrEmpty(spec.ProxyUrl), "spec.probe.port", "cannot be used together with proxyURL: a handshake would measure the way to the proxy");
        if (spec.Prometheus is { } prometheus)
        {
            errors.Require(IsPlainUrl(prometheus.Url), "spec.prometheus.url", "must be an http or https URL with a host and without user, query and fragment");
        }

        return errors.ToList();
    }

    private static void Endpoint(MemberClusterSpec spec, FieldErrors errors)
    {
        errors.Require(spec.SyncMode is null or "Push" or "Pull", "spec.syncMode", "must be Push or Pull");
        if (!string.IsNullOrEmpty(spec.ApiEndpoint))
        {
            errors.Require(IsPlainUrl(spec.ApiEndpoint), "spec.apiEndpoint", "must be an http or https URL with a host and without user, query and fragment");
        }

        if (spec.SyncMode == "Pull") return;
        errors.Require(spec.SecretRef is not null, "spec.secretRef", "is needed: name the Secret with token and caBundle, or with a kubeconfig");
    }

    private static void Location(MemberClusterSpec spec, FieldErrors errors)
    {
        errors.Require(string.IsNullOrEmpty(spec.Zone) || spec.Zones is null or [], "spec.zone", "cannot be used together with zones; use zones");
        LabelValue(spec.Provider, "spec.provider", errors);
        LabelValue(spec.Region, "spec.region", errors);
        LabelValue(spec.Zone, "spec.zone", errors);
        foreach (var (index, zone) in (spec.Zones ?? []).Index()) LabelValue(zone, $"spec.zones[{index}]", errors);
    }

    private static void Taints(MemberClusterSpec spec, FieldErrors errors)
    {
        var taints = spec.Taints ?? [];
        errors.RequireUnique(taints.Select(t => (t.Key, t.Effect)), i => $"spec.taints[{i}]", "another taint has this key and effect; keep one");
        foreach (var (index, taint) in taints.Index())
        {
            var at = $"spec.taints[{index}]";
            errors.Require(NameSyntax.IsLabelKey(taint.Key), at + ".key", NameSyntax.LabelKeyHint);
            LabelValue(taint.Value, at + ".value", errors);
            errors.Require(taint.Effect is "NoSchedule" or "PreferNoSchedule" or "NoExecute", at + ".effect", "must be NoSchedule, PreferNoSchedule or NoExecute");
        }
    }

    private static void Probe(ProbeSpec? probe, FieldErrors errors)
    {
        DurationRules.Positive(probe?.Interval, "spec.probe.interval", errors, LongestProbe);
        DurationRules.Positive(probe?.Timeout, "spec.probe.timeout", errors, LongestProbe);
        errors.Require(probe?.Port is null or (>= 1 and <= 65535), "spec.probe.port", "must be from 1 to 65535");
    }

    private static void LabelValue(string? value, string path, FieldErrors errors) => errors.Require(NameSyntax.IsLabelValue(value), path, NameSyntax.LabelValueHint);

    private static bool IsPlainUrl(string? text) =>
        IsUrl(text, "http", "https") && new Uri(text!) is { UserInfo: "", Query: "", Fragment: "" } && !text!.AsSpan().ContainsAny('?', '#', '@');

    private static bool IsUrl(string? text, params ReadOnlySpan<string> schemes) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Host.Length > 0 && schemes.Contains(uri.Scheme);
}
