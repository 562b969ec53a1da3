namespace Loadline.Operator.Sensing;

/// <summary>Stable reasons of health, for conditions and events.</summary>
internal static class HealthReason
{
    public const string Connecting = "Connecting";
    public const string Ready = "ClusterReady";
    public const string ProbeMissed = "ProbeMissed";
    public const string NotHealthy = "ClusterNotHealthy";
    public const string CredentialsRejected = "CredentialsRejected";
    public const string Timeout = "ProbeTimeout";
    public const string Refused = "ConnectionRefused";
    public const string NameUnknown = "NameNotResolved";
    public const string Untrusted = "CertificateUntrusted";
    public const string ConnectionFailed = "ConnectionFailed";
}
