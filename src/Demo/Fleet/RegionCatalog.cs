namespace Loadline.Demo.Fleet;

/// <summary>
/// Places and their real distance from the hub in Washington: 30-day averages of netperf TCP_RR between virtual machines, 18 July to
/// 16 August 2026, mean of both directions (IBM Cloud VPC inter-region dashboard, repository ibm-cloud-docs/vpc,
/// _include-segments/network-latency.md, commit 3fdff6f). 1.5 ms stands for a typical round trip between two zones of one region.
/// </summary>
internal static class RegionCatalog
{
    /// <summary>All places, in the order in which <c>--members</c> takes them.</summary>
    public static IReadOnlyList<Region> All { get; } =
    [
        new("us-1", "Washington", "us-east", "US", Milliseconds(1.5)),
        new("us-2", "Dallas", "us-south", "US", Milliseconds(31.5)),
        new("eu-1", "Frankfurt", "eu-de", "EU", Milliseconds(86)),
        new("eu-2", "London", "eu-gb", "UK", Milliseconds(76)),
        new("ap-1", "Tokyo", "jp-tok", "JP", Milliseconds(140.5)),
        new("ca-1", "Toronto", "ca-tor", "CA", Milliseconds(19)),
        new("ca-2", "Montreal", "ca-mon", "CA", Milliseconds(15.5)),
        new("eu-3", "Madrid", "eu-es", "EU", Milliseconds(88.5)),
        new("ap-2", "Osaka", "jp-osa", "JP", Milliseconds(147)),
        new("sa-1", "Sao Paulo", "br-sao", "BR", Milliseconds(123)),
        new("in-1", "Mumbai", "in-mum", "IN", Milliseconds(218.5)),
        new("au-1", "Sydney", "au-syd", "AU", Milliseconds(215.5)),
    ];

    private static TimeSpan Milliseconds(double value) => TimeSpan.FromMilliseconds(value);
}
