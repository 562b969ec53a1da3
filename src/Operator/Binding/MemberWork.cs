using Loadline.Kubernetes.Client;

namespace Loadline.Operator.Binding;

/// <summary>What is known of one template in one member. Guarded by the workload's gate.</summary>
internal sealed class MemberWork
{
    /// <summary>Hash of the intent that the member accepted last; null when none was sent by this process.</summary>
    public string? AppliedHash { get; set; }

    /// <summary>Version that the member answered to the last write; an event up to it is an echo.</summary>
    public string? AppliedVersion { get; set; }

    /// <summary>Generation that the member answered to the last write.</summary>
    public long AppliedGeneration { get; set; }

    /// <summary>Replicas of the last write; null for kinds without.</summary>
    public int? AppliedReplicas { get; set; }

    /// <summary>Why the last write was refused; null when it was accepted.</summary>
    public ApplyFailure? Failure { get; set; }

    /// <summary>A write that waits, and what for; null when nothing does.</summary>
    public HeldWrite? Held { get; set; }

    /// <summary>Notes a write that waits; the time stays that of the first note.</summary>
    /// <param name="action">What waits.</param>
    /// <param name="reason">Why.</param>
    /// <param name="releasedBy">What would release it.</param>
    /// <param name="now">Wall clock.</param>
    /// <param name="anew">Another release is news, and another wait. Not where it counts what changes all the time.</param>
    /// <returns>Whether that is news.</returns>
    public bool Hold(string action, string reason, string releasedBy, DateTimeOffset now, bool anew = false)
    {
        if (Held is { } held && held.Reason == reason && held.Action == action && (!anew || held.ReleasedBy == releasedBy)) return false;
        Held = new(action, reason, releasedBy, now);
        return true;
    }

    /// <summary>A write that waits for this reason is no longer wanted.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Release(string reason)
    {
        if (Held?.Reason != reason) return false;
        Held = null;
        return true;
    }

    /// <summary>True once our fields there are known to be owned by apply.</summary>
    public bool OwnsByApply { get; set; }

    /// <summary>
    /// True from before the first write on, and once an object of ours was seen there; false once the member answered that it holds none; null
    /// while only the hub's record tells.
    /// </summary>
    public bool? MayHold { get; set; }

    /// <summary>True once the member answered that it holds no object of ours.</summary>
    public bool KnownAbsent => MayHold == false;

    /// <summary>When a write was given up whose answer did not come (monotonic); null for never. The member may still be about to carry it out.</summary>
    public long? UnansweredAt { get; private set; }

    private bool IsSent { get; set; }

    private long CountedFor { get; set; }

    /// <summary>Notes that a change of the template has come here, or is not on its way: it is counted once.</summary>
    /// <param name="seenAt">When the change was seen; 0 for none.</param>
    /// <returns>Whether it is to be counted now.</returns>
    public bool Count(long seenAt)
    {
        if (CountedFor == seenAt) return false;
        CountedFor = seenAt;
        return true;
    }

    /// <summary>Notes a write before it is sent: whatever becomes of the answer, the member may hold an object from now on.</summary>
    public void Send() => (MayHold, IsSent) = (true, true);

    /// <summary>Notes that the member took an intent.</summary>
    /// <param name="hash">Hash of the intent.</param>
    /// <param name="written">What the member answered.</param>
    /// <param name="replicas">Its replicas; null for kinds without.</param>
    public void Accept(string hash, KubeObject written, int? replicas)
    {
        AppliedHash = hash;
        AppliedVersion = written.ResourceVersion;
        AppliedGeneration = written.Generation;
        AppliedReplicas = replicas;
        Answered();
    }

    /// <summary>Notes that the member answered.</summary>
    public void Answered() => IsSent = false;

    /// <summary>Notes that no answer is to be expected any more, if one was.</summary>
    public void GiveUp(long now) => (IsSent, UnansweredAt) = (false, IsSent ? now : UnansweredAt);

    /// <summary>True from the moment that the member is to look again until it holds the present intent.</summary>
    public bool Pending { get; set; } = true;
}

/// <summary>Why a member did not take a write.</summary>
/// <param name="Reason">Stable CamelCase identifier.</param>
/// <param name="Message">The cause in words, with the object's name.</param>
internal sealed record ApplyFailure(string Reason, string Message);

/// <summary>A write that the guard holds.</summary>
/// <param name="Action">What is held: Lower, Delete or Apply.</param>
/// <param name="Reason">Stable CamelCase identifier.</param>
/// <param name="ReleasedBy">What would release it.</param>
/// <param name="Since">Since when.</param>
internal sealed record HeldWrite(string Action, string Reason, string ReleasedBy, DateTimeOffset Since);
