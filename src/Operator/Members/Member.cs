using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Informers;
using Loadline.Operator.Sensing;

namespace Loadline.Operator.Members;

/// <summary>
/// One connection to a member. Whoever works with it stops when <see cref="Lifetime"/> ends: the member was removed, or there is a new
/// connection under the same name and id.
/// </summary>
internal sealed class Member
{
    private readonly Action _refreshApis;
    private MemberHealth _health;

    /// <summary>Creates a connected member.</summary>
    public Member(string name, int id, KubeClient client, RestMapper mapper, MemberHealth health, Action refreshApis, CancellationToken lifetime)
    {
        Name = name;
        Id = id;
        Client = client;
        Mapper = mapper;
        Lifetime = lifetime;
        _health = health;
        _refreshApis = refreshApis;
    }

    /// <summary>Name of the MemberCluster.</summary>
    public string Name { get; }

    /// <summary>Small number, the same over reconnects, never given to another member of this process.</summary>
    public int Id { get; }

    /// <summary>Its API server, behind a breaker.</summary>
    public KubeClient Client { get; }

    /// <summary>Its kinds.</summary>
    public RestMapper Mapper { get; }

    /// <summary>What is known of its way to stream lists; shared by all reflectors on it.</summary>
    public WatchListSupport WatchListSupport { get; } = new();

    /// <summary>Ends with this connection.</summary>
    public CancellationToken Lifetime { get; }

    /// <summary>Judged health.</summary>
    public MemberHealth Health => Volatile.Read(ref _health);

    /// <summary>Whether requests are worth sending.</summary>
    public bool IsReachable => Health.IsReachable && !Lifetime.IsCancellationRequested;

    /// <summary>
    /// Asks for a new look at what the member serves, as when a kind is missed there; it comes within seconds and shows in the registry as
    /// <see cref="MemberChangeKind.ApisChanged"/>. Asking often costs nothing.
    /// </summary>
    public void RefreshApis() => _refreshApis();

    internal void SetHealth(MemberHealth health) => Volatile.Write(ref _health, health);
}
