using System.Diagnostics.CodeAnalysis;

namespace Loadline.Simulator;

/// <summary>The network between the clients and one simulated API server. Thread-safe; changes apply to open connections too.</summary>
public sealed class NetworkConditions
{
    private readonly Lock _gate = new();
    private TimeSpan _rtt;
    private bool _certificateExpired;
    private double _jitterRatio;
    private Availability _availability;
    private TaskCompletionSource _changed = New();

    internal NetworkConditions(TimeSpan rtt) => _rtt = rtt;

    /// <summary>Round-trip time: half of it delays each direction of every connection, so a request takes at least this long. Not negative.</summary>
    public TimeSpan Rtt
    {
        get { lock (_gate) return _rtt; }
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            lock (_gate) _rtt = value;
        }
    }

    /// <summary>Up to this share of <see cref="Rtt"/> is added at random: 0.2 gives 1.0 to 1.2 times the round-trip time. 0 or more; default 0.</summary>
    public double JitterRatio
    {
        get { lock (_gate) return _jitterRatio; }
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            lock (_gate) _jitterRatio = value;
        }
    }

    /// <summary>Whether the server can be reached. Default <see cref="Availability.Up"/>.</summary>
    public Availability Availability
    {
        get { lock (_gate) return _availability; }
        set
        {
            TaskCompletionSource changed;
            lock (_gate)
            {
                if (_availability == value) return;
                _availability = value;
                changed = _changed;
                _changed = New();
            }
            changed.TrySetResult();
        }
    }

    /// <summary>Whether new connections are shown a serving certificate whose time is over. Default false.</summary>
    public bool CertificateExpired
    {
        get => Volatile.Read(ref _certificateExpired);
        set => Volatile.Write(ref _certificateExpired, value);
    }

    /// <summary>The availability now, and a task that completes when it changes.</summary>
    internal (Availability Now, Task Changed) Observe()
    {
        lock (_gate) return (_availability, _changed.Task);
    }

    [SuppressMessage("Security", "CA5394", Justification = "Jitter of a simulation needs no secure randomness.")]
    internal TimeSpan OneWayDelay()
    {
        lock (_gate) return _rtt == TimeSpan.Zero ? TimeSpan.Zero : _rtt * (1 + (_jitterRatio * Random.Shared.NextDouble())) / 2;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
