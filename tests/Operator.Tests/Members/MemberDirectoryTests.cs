using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Config;
using Loadline.Kubernetes.Http;
using Loadline.Operator.Members;
using Loadline.Operator.Sensing;

namespace Loadline.Operator.Tests.Members;

public sealed class MemberDirectoryTests
{
    private readonly MemberDirectory _directory = new();

    [Fact]
    public void A_member_is_found_by_name_and_by_id_until_it_is_removed()
    {
        var member = Connect("eu-1");
        Assert.Same(member, _directory.Find("eu-1"));
        Assert.Same(member, _directory.Find(member.Id));
        _directory.Remove(member);
        Assert.Null(_directory.Find("eu-1"));
        Assert.Null(_directory.Find(member.Id));
        Assert.Equal(0, _directory.Count);
    }

    [Fact]
    public void Ids_are_dense_and_never_given_twice()
    {
        var first = Connect("a");
        _directory.Remove(first);
        Assert.Equal([0, 1, 2], [first.Id, Connect("a").Id, Connect("b").Id]);
    }

    [Fact]
    public void The_end_of_an_old_connection_does_not_remove_the_new_one()
    {
        var old = Connect("eu-1");
        var now = Connect("eu-1");
        _directory.Remove(old);
        Assert.Same(now, _directory.Find("eu-1"));
    }

    [Fact]
    public void A_late_subscriber_hears_of_who_is_there_and_then_of_every_change_until_it_leaves()
    {
        var member = Connect("eu-1");
        var heard = new List<MemberChangeKind>();
        using (_directory.Subscribe(change => heard.Add(change.Kind)))
        {
            _directory.Announce(new("eu-1", member.Id, MemberChangeKind.HealthChanged));
            _directory.Remove(member);
        }

        Connect("eu-1");
        Assert.Equal([MemberChangeKind.Connected, MemberChangeKind.HealthChanged, MemberChangeKind.Disconnected], heard);
    }

    private Member Connect(string name)
    {
        var transport = KubeTransport.Create(KubernetesClientConfiguration.ForMember(new("https://unused.invalid"), "", default), TimeProvider.System);
        var client = new KubeClient(transport, TimeProvider.System);
        var member = new Member(name, _directory.NextId(), client, new(client, TimeProvider.System), new(HealthState.Ready, default, "", ""), static () => { }, CancellationToken.None);
        _directory.Put(member);
        return member;
    }
}
