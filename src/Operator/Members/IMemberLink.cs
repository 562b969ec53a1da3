using Loadline.Operator.Sensing;

namespace Loadline.Operator.Members;

/// <summary>A connection with the loops that run on it. Disposing it frees the connection; it waits for our own loops, never for the member.</summary>
internal interface IMemberLink : IAsyncDisposable
{
    /// <summary>The connected member.</summary>
    Member Member { get; }

    /// <summary>Ends the member's lifetime: whoever works with it stops. The connection stays for what is in flight, until it is disposed.</summary>
    void End();
}

/// <summary>Opens connections; the seam at which tests put members that are not there.</summary>
internal interface IMemberLinks
{
    /// <summary>Opens a connection and starts its loops. Waits for nothing.</summary>
    /// <param name="name">Member.</param>
    /// <param name="id">Its id.</param>
    /// <param name="connection">Where and how.</param>
    /// <param name="last">Health as last known; null when nothing is.</param>
    /// <param name="board">Gets what the loops find out.</param>
    IMemberLink Open(string name, int id, MemberConnection connection, MemberHealth? last, IFactBoard board);
}
