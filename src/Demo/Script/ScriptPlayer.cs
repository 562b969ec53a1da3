using Loadline.Demo.Fleet;
using Loadline.Demo.View;

namespace Loadline.Demo.Script;

/// <summary>Plays scripts on the fleet and watches what comes of every step.</summary>
internal sealed class ScriptPlayer(DemoFleet fleet, FleetGauge gauge, Action<string> say, TimeProvider time)
{
    /// <summary>A fleet that has not changed for so long is taken to have finished reacting.</summary>
    public static readonly TimeSpan Calm = TimeSpan.FromSeconds(3);

    /// <summary>How long the rest of a reaction is waited for: averages creep up to a new value long after the first move.</summary>
    private static readonly TimeSpan LongestTail = TimeSpan.FromSeconds(6);

    /// <summary>Plays a script to its end, or until cancelled; steps that were not reached are reported as not moved.</summary>
    public async Task<IReadOnlyList<Reaction>> PlayAsync(IReadOnlyList<ScriptStep> script, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        var reactions = new List<Task<Reaction>>();
        foreach (var step in script)
        {
            var member = fleet.Find(step.Member)!;
            if (step.At is { } at)
            {
                var wait = at - time.GetElapsedTime(start);
                if (wait > TimeSpan.Zero) await Task.Delay(wait, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            else if (reactions.Count > 0)
            {
                await reactions[^1];
            }

            var what = $"{member.Name} ({member.Region.City}) {step.Trouble.Describe(member)}";
            reactions.Add(ct.IsCancellationRequested
                ? Task.FromResult(new Reaction(step, what + ", not reached", gauge.Current, gauge.Current, null, null))
                : StartAsync(step, member, what, ct));
        }

        return await Task.WhenAll(reactions);
    }

    /// <summary>Undoes all trouble and waits until the fleet stands still.</summary>
    public async Task ResetAsync(TimeSpan atMost, CancellationToken ct)
    {
        foreach (var member in fleet.Members)
        {
            member.Cluster.Network.Availability = Simulator.Availability.Up;
            member.Cluster.Network.Rtt = member.Region.Rtt;
            member.Cluster.Load.BackgroundCpuRatio = 0;
        }

        say("all members are as they were in the beginning");
        await gauge.WaitUntilSettledAsync(Calm, atMost, ct);
    }

    private Task<Reaction> StartAsync(ScriptStep step, DemoMember member, string what, CancellationToken ct)
    {
        var (before, effect) = (gauge.Read(), step.Trouble.EffectOn(member));
        step.Trouble.Apply(member);
        say(what);
        return WatchAsync(step, what, before, effect, ct);
    }

    private async Task<Reaction> WatchAsync(ScriptStep step, string what, FleetReplicas before, Effect effect, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        TimeSpan? first = null, effective = null;
        if (await gauge.WaitAsync(
            now =>
            {
                if (first is null && HasBegun(effect, step.Member, before, now)) first = time.GetElapsedTime(start);
                return IsThere(effect, step.Member, before, now);
            },
            step.Within,
            ct)) effective = time.GetElapsedTime(start);
        if (effective is not null) await gauge.WaitUntilSettledAsync(Calm, LongestTail, ct);
        var reaction = new Reaction(step, what, before, gauge.Current, first, effective);
        say($"  {reaction}");
        return reaction;
    }

    private static bool HasBegun(Effect effect, string member, FleetReplicas before, FleetReplicas now) => effect switch
    {
        Effect.Leave => now.Of(member).Wanted < before.Of(member).Wanted,
        Effect.Come => now.Of(member).Wanted > before.Of(member).Wanted,
        Effect.Replace => now.Members.Any(m => m.Key != member && m.Value.Wanted > before.Of(m.Key).Wanted),
        _ => before.HasMovedTo(now),
    };

    private static bool IsThere(Effect effect, string member, FleetReplicas before, FleetReplicas now) => effect switch
    {
        Effect.Leave => now.Of(member).Wanted < before.Of(member).Wanted && now.IsAtStrength,
        Effect.Come => now.Of(member).Wanted > before.Of(member).Wanted && now.IsAtStrength,
        Effect.Replace => before.Of(member).Wanted > 0 && now.IsAtStrength,
        _ => now.Of(member).Wanted > 0 && now.IsSettled,
    };
}
