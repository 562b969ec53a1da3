using System.Globalization;

namespace Loadline.Kubernetes.LeaderElection;

/// <summary>Times of leases as API servers want them: with microseconds.</summary>
internal static class MicroTime
{
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
