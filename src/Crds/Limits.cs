namespace Loadline.Crds;

/// <summary>
/// Upper bounds of lists and strings in the schemas. They keep the estimated cost of CEL rules inside the API server's budget (it assumes
/// that every list is as long as it may be) and an object below etcd's 1.5 MB.
/// </summary>
internal static class Limits
{
    /// <summary>Members that one list may name; twice the fleet that one operator is built for.</summary>
    public const int Clusters = 2000;

    /// <summary>A member's name: label values hold 63 characters, and names are prefixed in places.</summary>
    public const int ClusterName = 48;

    /// <summary>A DNS subdomain name, the longest name that most kinds accept.</summary>
    public const int Name = 253;

    /// <summary>A DNS label, for example a namespace.</summary>
    public const int DnsLabel = 63;

    /// <summary>A label key: prefix 253, slash, name 63.</summary>
    public const int LabelKey = 317;

    /// <summary>A kind's name.</summary>
    public const int Kind = 63;

    /// <summary>Words chosen from a small set: operators, effects, sources.</summary>
    public const int Word = 64;

    /// <summary>A condition's or row's message, as in metav1.Condition.</summary>
    public const int Message = 32768;

    /// <summary>A JSON pointer or JSON path.</summary>
    public const int Path = 1024;

    /// <summary>Selectors of a policy.</summary>
    public const int Selectors = 256;

    /// <summary>Ordered affinity terms of a placement.</summary>
    public const int AffinityTerms = 32;

    /// <summary>Origins of demand.</summary>
    public const int Origins = 64;

    /// <summary>A duration in Go's notation.</summary>
    public const int Duration = 32;

    /// <summary>Go's duration notation, without a sign: every duration of this API is a length of time.</summary>
    public const string DurationPattern = @"^([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$";

    /// <summary>A percentage from 0% up.</summary>
    public const string PercentPattern = "^[0-9]+%$";
}
