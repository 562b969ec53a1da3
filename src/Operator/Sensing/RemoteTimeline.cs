namespace Loadline.Operator.Sensing;

/// <summary>How a time that a server states relates to those that it stated before.</summary>
internal enum RemoteOrder
{
    /// <summary>It is older than the last one: a replay.</summary>
    Older,

    /// <summary>It is the last one again.</summary>
    Same,

    /// <summary>It is new.</summary>
    Newer,
}

/// <summary>
/// Orders what one server says by the server's own clock, the only thing that this clock is used for. Times that stay behind are replays; times that stay
/// behind and go on are those of a clock that was set back, and believed then.
/// </summary>
internal sealed class RemoteTimeline
{
    /// <summary>Times in a row, each later than the one before, after which they are no replays.</summary>
    private const int SetBackAfter = 3;

    private DateTimeOffset? _newest;
    private DateTimeOffset _behind;
    private int _inARow;

    /// <summary>Takes a time, and says what it is.</summary>
    public RemoteOrder Take(DateTimeOffset time)
    {
        if (_newest is { } newest && time < newest && !IsSetBack(time)) return RemoteOrder.Older;
        if (_newest == time) return RemoteOrder.Same;
        (_newest, _inARow) = (time, 0);
        return RemoteOrder.Newer;
    }

    private bool IsSetBack(DateTimeOffset time)
    {
        if (_inARow == 0 || time > _behind) _inARow++;
        else if (time < _behind) _inARow = 1;
        _behind = time;
        return _inARow >= SetBackAfter;
    }
}
