using System.Globalization;
using Loadline.Kubernetes.LeaderElection;

namespace Loadline.Kubernetes.Tests.LeaderElection;

/// <summary>The API server's side of a lease: optimistic versions, and faults on demand.</summary>
internal sealed class FakeLease
{
    private readonly Lock _lock = new();
    private int _version;

    public LeaseRecord? Record { get; private set; }

    /// <summary>Throws on every request of this identity.</summary>
    public HashSet<string> Down { get; } = [];

    /// <summary>Never answers requests of this identity.</summary>
    public HashSet<string> Hanging { get; } = [];

    public List<string> Log { get; } = [];

    public ILeaseLock For(string identity) => new Client(this, identity);

    public void Edit(Func<LeaseRecord, LeaseRecord> change)
    {
        lock (_lock)
        {
            Record = Stamp(change(Record!));
        }
    }

    public void Delete()
    {
        lock (_lock)
        {
            Record = null;
        }
    }

    public int Count(string entry)
    {
        lock (_lock)
        {
            return Log.Count(e => e == entry);
        }
    }

    private LeaseRecord Stamp(LeaseRecord record) => record with { ResourceVersion = (++_version).ToString(CultureInfo.InvariantCulture) };

    private sealed class Client(FakeLease server, string identity) : ILeaseLock
    {
        public string Describe => "lease test";

        public async Task<LeaseRecord?> GetAsync(CancellationToken cancellationToken)
        {
            await FaultAsync("get", cancellationToken);
            lock (server._lock)
            {
                return server.Record;
            }
        }

        public async Task<LeaseRecord?> CreateAsync(LeaseRecord record, CancellationToken cancellationToken)
        {
            await FaultAsync("create", cancellationToken);
            lock (server._lock)
            {
                return server.Record is null ? server.Record = server.Stamp(record) : null;
            }
        }

        public async Task<LeaseRecord?> UpdateAsync(LeaseRecord record, CancellationToken cancellationToken)
        {
            await FaultAsync("update", cancellationToken);
            lock (server._lock)
            {
                return server.Record?.ResourceVersion == record.ResourceVersion ? server.Record = server.Stamp(record) : null;
            }
        }

        private async Task FaultAsync(string verb, CancellationToken cancellationToken)
        {
            bool hang;
            lock (server._lock)
            {
                server.Log.Add($"{identity} {verb}");
                hang = server.Hanging.Contains(identity);
                if (server.Down.Contains(identity))
                {
                    throw new HttpRequestException("down");
                }
            }

            if (hang)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            await Task.Yield();
        }
    }
}
