using Loadline.Crds;
using Loadline.Kubernetes.Models;

namespace Loadline.Operator.Observing;

/// <summary>Builds a condition list that keeps the transition time of what did not change.</summary>
internal sealed class ConditionSet(IReadOnlyList<V1Condition>? before, long generation, DateTimeOffset now)
{
    private readonly List<V1Condition> _conditions = [];

    public IReadOnlyList<V1Condition> All => _conditions;

    /// <summary>Leaves a condition as it was, if it was there.</summary>
    public void Keep(string type)
    {
        if (before?.FirstOrDefault(c => c.Type == type) is { } old) _conditions.Add(old);
    }

    /// <summary>Sets one condition; <paramref name="status"/> null stands for Unknown.</summary>
    public ConditionSet Set(string type, bool? status, string reason, string message)
    {
        var text = status switch { true => "True", false => "False", null => "Unknown" };
        var old = before?.FirstOrDefault(c => c.Type == type);
        _conditions.Add(new()
        {
            Type = type,
            Status = text,
            Reason = reason,
            Message = Shortened.To(1024, message),
            ObservedGeneration = generation,
            LastTransitionTime = old is not null && old.Status == text && old.LastTransitionTime is { } since ? since : WholeSeconds.Down(now),
        });
        return this;
    }
}
