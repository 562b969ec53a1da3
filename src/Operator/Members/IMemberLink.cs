using Loadline.Operator.Sensing;

namespace Loadline.Operator.Members;

/// <summary>
/// A connection with the loops that run on it. Disposing it ends the member's lifetime at once, and the connection when its users had time
/// to notice; it does not wait for the member.
/// </summary>
internal interface IMemberLink : IAsyncDisposable
{
    /// <summary>The connected member.</summary>
    Member Member { get; }
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
