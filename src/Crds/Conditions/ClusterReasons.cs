namespace Loadline.Crds;

/// <summary>Condition reasons of MemberCluster.</summary>
public static class ClusterReasons
{
    /// <summary>Ready: all is well.</summary>
    public const string ClusterReady = "ClusterReady";

    /// <summary>Ready: the member's /readyz says no.</summary>
    public const string ClusterNotReady = "ClusterNotReady";

    /// <summary>Ready, Reachable: the member does not answer.</summary>
    public const string ClusterNotReachable = "ClusterNotReachable";

    /// <summary>Ready: some vantage point sees trouble; nothing is moved yet.</summary>
    public const string ClusterSuspect = "ClusterSuspect";

    /// <summary>Ready: the spec breaks a rule; the message names field and fix.</summary>
    public const string InvalidSpec = "InvalidSpec";

    /// <summary>Ready: syncMode Pull is not acted on yet.</summary>
    public const string PullNotSupported = "PullNotSupported";

    /// <summary>Ready: another cluster than before answers at the endpoint.</summary>
    public const string IdentityChanged = "IdentityChanged";

    /// <summary>Reachable: it answers.</summary>
    public const string ApiServerAnswers = "ApiServerAnswers";

    /// <summary>Reachable: the connection was refused or the name does not resolve.</summary>
    public const string ConnectFailed = "ConnectFailed";

    /// <summary>Reachable: no answer in time.</summary>
    public const string Timeout = "Timeout";

    /// <summary>Reachable: the server's certificate is not signed by the given authority.</summary>
    public const string CertificateInvalid = "CertificateInvalid";

    /// <summary>CredentialsValid: the member accepts them.</summary>
    public const string CredentialsAccepted = "CredentialsAccepted";

    /// <summary>CredentialsValid: the Secret does not exist.</summary>
    public const string SecretMissing = "SecretMissing";

    /// <summary>CredentialsValid: the Secret lacks a key, or a value cannot be read.</summary>
    public const string SecretInvalid = "SecretInvalid";

    /// <summary>CredentialsValid: a kubeconfig that runs a program or reads files is refused.</summary>
    public const string KubeconfigRefused = "KubeconfigRefused";

    /// <summary>CredentialsValid: the member answers 401.</summary>
    public const string Unauthorized = "Unauthorized";

    /// <summary>CredentialsValid: the member answers 403; the message names what is not allowed.</summary>
    public const string Forbidden = "Forbidden";

    /// <summary>CompleteAPIEnablements: the list is complete.</summary>
    public const string FullDiscovery = "FullDiscovery";

    /// <summary>CompleteAPIEnablements: some groups could not be listed.</summary>
    public const string PartialDiscovery = "PartialDiscovery";

    /// <summary>ClockInSync: within five seconds.</summary>
    public const string ClocksAgree = "ClocksAgree";

    /// <summary>ClockInSync: further off; the message says by how much, and which way.</summary>
    public const string ClockSkewed = "ClockSkewed";

    /// <summary>TelemetryFresh: recent samples exist.</summary>
    public const string SamplesFresh = "SamplesFresh";

    /// <summary>TelemetryFresh: the samples are too old.</summary>
    public const string SamplesStale = "SamplesStale";

    /// <summary>TelemetryFresh: nothing was measured yet.</summary>
    public const string NoSamples = "NoSamples";

    /// <summary>Any condition: not known yet, since nothing was asked or answered so far.</summary>
    public const string Connecting = "Connecting";

    /// <summary>Ready: spec.apiEndpoint or spec.proxyURL cannot be used.</summary>
    public const string EndpointInvalid = "EndpointInvalid";

    /// <summary>CredentialsValid: the CA bundle cannot be used.</summary>
    public const string CaInvalid = "CaInvalid";

    /// <summary>CleanedUp: objects are still being taken out of a member that leaves.</summary>
    public const string Draining = "Draining";

    /// <summary>CleanedUp: objects cannot be taken out, because the member cannot be reached.</summary>
    public const string MemberUnreachable = "MemberUnreachable";
}
