namespace Loadline.Kubernetes.Http;

/// <summary>
/// What a request is for. Each lane has its own connections, so that streams of one never wait behind those of another
/// (RQ7), and a saturated client cannot cost the leader its lease (LE5).
/// </summary>
public enum TransportLane
{
    /// <summary>Reads and writes that end soon.</summary>
    Requests,

    /// <summary>Watches, which stay open; never compressed.</summary>
    Watches,

    /// <summary>Leader election.</summary>
    Leases,

    /// <summary>Health and round-trip-time probes.</summary>
    Probes,
}
