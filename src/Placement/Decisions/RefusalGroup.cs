using Loadline.Placement.Scheduling;

namespace Loadline.Placement.Decisions;

/// <summary>Members that one reason refuses.</summary>
/// <param name="Filter">The filter.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="Members">Which members, in name order.</param>
/// <param name="Remedy">What would change it.</param>
public sealed record RefusalGroup(MemberFilter Filter, string Reason, IReadOnlyList<string> Members, string Remedy)
{
    private const int NamesShown = 5;

    /// <summary><c>2 (eu-1, eu-2) taint a=b:NoSchedule not tolerated [to change it: ...]</c>.</summary>
    public override string ToString()
    {
        var names = string.Join(", ", Members.Take(NamesShown)) + (Members.Count > NamesShown ? ", ..." : "");
        return $"{Members.Count} ({names}) {Reason} [to change it: {Remedy}]";
    }
}
