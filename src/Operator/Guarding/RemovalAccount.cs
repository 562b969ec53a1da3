using Loadline.Crds;
using Loadline.Operator.Binding;

namespace Loadline.Operator.Guarding;

/// <summary>The removals of one policy, or in one member, in one window, and the breaker's state. Not safe for use by several threads.</summary>
/// <param name="owner">Whose they are.</param>
/// <param name="objects">Objects that the owner had when the window began.</param>
/// <param name="startedAt">Wall-clock time of the window's begin: an acknowledgement is valid from then on.</param>
/// <param name="stamp">The same, monotonic.</param>
internal sealed class RemovalAccount(RemovalOwner owner, int objects, DateTimeOffset startedAt, long stamp)
{
    /// <summary>How long removals are added up, and how long an acknowledgement lasts.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    /// <summary>A removal that nobody asked for again for so long is no longer wanted.</summary>
    public static readonly TimeSpan Forgets = TimeSpan.FromMinutes(1);

    private readonly HashSet<(TemplateKey Template, string Member)> _removed = [];
    private readonly Dictionary<TemplateKey, long> _waiting = [];
    private long _askedAt = stamp;
    private bool _foundOpen;

    /// <summary>When the window began, monotonic.</summary>
    public long Stamp { get; } = stamp;

    /// <summary>What the removals wait for; null while the breaker is closed.</summary>
    public GuardHold? Hold { get; private set; }

    /// <summary>Whether somebody has agreed to what is removed now.</summary>
    public bool Acknowledged { get; private set; }

    /// <summary>Templates that wait for the breaker.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Takes over what an earlier leader left: the breaker is open, however many removals that were.</summary>
    public void TakeOver()
    {
        _foundOpen = true;
        Hold = new(GuardReasons.RemovalBudget, $"{RemovalBreaker.Acknowledgement(owner)}: the removal breaker was open when this leader began");
    }

    /// <summary>Whether the window is over and another is to begin.</summary>
    public bool IsOver(TimeSpan sinceBegin) => Hold is null && sinceBegin >= Window && !Acknowledged;

    /// <summary>Notes the present moment: closes the breaker when somebody agreed, or when nothing waits for it any more.</summary>
    /// <param name="acknowledgedAt">When somebody agreed; null when nobody did.</param>
    /// <param name="now">Wall clock.</param>
    /// <param name="isOld">Whether a monotonic time is further back than <see cref="Forgets"/>.</param>
    public void Refresh(DateTimeOffset? acknowledgedAt, DateTimeOffset now, Func<long, bool> isOld)
    {
        // Whole seconds, as people and `date` write them.
        Acknowledged = acknowledgedAt >= Crds.WholeSeconds.Down(startedAt) && now < acknowledgedAt + Window;
        foreach (var (template, askedAt) in _waiting)
            if (isOld(askedAt)) _waiting.Remove(template);
        if (Hold is not null && (Acknowledged || (_waiting.Count == 0 && isOld(_askedAt)))) Close();
    }

    /// <summary>Whether the objects of a template may go, at the moment that was noted last; they are counted when so, once for each member.</summary>
    public GuardHold? Take(TemplateKey template, IReadOnlyCollection<string> members, RemovalCause cause, RemovalBudget budget, long stamp, bool count)
    {
        if (members.All(member => _removed.Contains((template, member)))) return null;
        var hold = _foundOpen ? Hold : RemovalBreaker.Check(owner, cause, budget, new(objects, _removed.Count, Acknowledged));
        if (hold is null)
        {
            _waiting.Remove(template);
            if (!count) return null;
            foreach (var member in members) _removed.Add((template, member));
            return null;
        }

        _askedAt = _waiting[template] = stamp;
        return Hold = hold;
    }

    private void Close()
    {
        (Hold, _foundOpen) = (null, false);
        _waiting.Clear();
    }
}
