using System.Collections.Immutable;

namespace Loadline.Operator.Members;

/// <summary>The connected members. Reads are one volatile read; writers replace the whole table.</summary>
internal sealed class MemberDirectory
{
    private readonly Lock _gate = new();
    private Table _table = new(ImmutableDictionary.Create<string, Member>(StringComparer.Ordinal), ImmutableDictionary<int, Member>.Empty);
    private Action<MemberChange>[] _receivers = [];
    private int _lastId;

    /// <summary>All connected members at one instant, in no order.</summary>
    public IEnumerable<Member> All => Volatile.Read(ref _table).ByName.Values;

    /// <summary>How many members are connected.</summary>
    public int Count => Volatile.Read(ref _table).ByName.Count;

    /// <summary>A connected member by name; null when there is none.</summary>
    public Member? Find(string name) => Volatile.Read(ref _table).ByName.GetValueOrDefault(name);

    /// <summary>A connected member by id; null when there is none.</summary>
    public Member? Find(int id) => Volatile.Read(ref _table).ById.GetValueOrDefault(id);

    /// <summary>Adds a receiver of changes; it gets a <see cref="MemberChangeKind.Connected"/> for every member that is there already.</summary>
    /// <param name="receiver">Runs inline and may only enqueue keys.</param>
    /// <returns>Dispose to stop.</returns>
    public IDisposable Subscribe(Action<MemberChange> receiver)
    {
        lock (_gate)
        {
            _receivers = [.. _receivers, receiver];
            foreach (var member in _table.ByName.Values) receiver(new(member.Name, member.Id, MemberChangeKind.Connected));
        }

        return new Subscription(this, receiver);
    }

    /// <summary>An id that this process never gave before; the first is 0.</summary>
    internal int NextId()
    {
        lock (_gate) return _lastId++;
    }

    /// <summary>Puts a new connection in the place of the old one.</summary>
    internal void Put(Member member)
    {
        lock (_gate)
        {
            _table = new(_table.ByName.SetItem(member.Name, member), _table.ById.SetItem(member.Id, member));
            Tell(new(member.Name, member.Id, MemberChangeKind.Connected));
        }
    }

    /// <summary>Takes a connection out, unless another has its place already.</summary>
    internal void Remove(Member member)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(_table.ByName.GetValueOrDefault(member.Name), member)) return;
            _table = new(_table.ByName.Remove(member.Name), _table.ById.Remove(member.Id));
            Tell(new(member.Name, member.Id, MemberChangeKind.Disconnected));
        }
    }

    /// <summary>Tells the receivers of a change that is not in the table.</summary>
    internal void Announce(MemberChange change)
    {
        lock (_gate) Tell(change);
    }

    private void Tell(MemberChange change)
    {
        foreach (var receiver in _receivers) receiver(change);
    }

    private sealed record Table(ImmutableDictionary<string, Member> ByName, ImmutableDictionary<int, Member> ById);

    private sealed class Subscription(MemberDirectory directory, Action<MemberChange> receiver) : IDisposable
    {
        public void Dispose()
        {
            lock (directory._gate) directory._receivers = [.. directory._receivers.Where(r => !ReferenceEquals(r, receiver))];
        }
    }
}
