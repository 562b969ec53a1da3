using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Loadline.Placement.Weights;

/// <summary>Decisions in words and as JSON. Equal decisions give equal texts, byte by byte.</summary>
public static class WeightDecisionText
{
    /// <summary>The whole decision as JSON.</summary>
    public static string ToJson(this WeightDecision decision) => JsonSerializer.Serialize(decision, WeightJson.Default.WeightDecision);

    /// <summary>One sentence on what the decision did with replicas, or why it did nothing.</summary>
    public static string Headline(this WeightDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        var now = Split(decision, static row => row.Desired);
        if (decision.Unplaced > 0) return Text($"{now}: no room for {decision.Unplaced} more");
        if (decision.ReplicasChanged && decision.Moves == 0) return Text($"{now}: {Words(decision.Reason)}");
        if (decision.ReplicasChanged) return Text($"{now}: {Count(decision.Moves)} for {Words(decision.Reason)}, {decision.CurrentMs:0.#} ms to {decision.AppliedMs:0.#} ms");
        return decision.Reason switch
        {
            WeightReason.None => Text($"{now}: the best division within the noise"),
            WeightReason.BelowBenefit => Text(
                $"proposed {Split(decision, static row => row.Proposed)}, gain {100 * decision.Gain:0.#} % < {100 * decision.RequiredGain:0.#} % for {Count(decision.ProposedMoves)}: held"),
            WeightReason.CoolDown when decision.HeldUntil > decision.Time => Text(
                $"{now}: held for {(decision.HeldUntil - decision.Time).TotalSeconds:0} s more, the last change is too recent"),
            _ => Text($"{now}: held, {Words(decision.Reason)}"),
        };
    }

    /// <summary>What would have to change for a member to gain one replica.</summary>
    public static string WhyNotMore(this WeightDecision decision, int member)
    {
        ArgumentNullException.ThrowIfNull(decision);
        ref readonly var row = ref decision.Members[member];
        var name = decision.Names[member];
        switch (row.Reason)
        {
            case WeightReason.Down or WeightReason.FlapDamped or WeightReason.MetricsStale or WeightReason.SlowStart:
                return Text($"{name} gains nothing while {Words(row.Reason)}");
        }

        return row.Limit switch
        {
            WeightLimit.Cap => Text($"{name} would need room for more than {row.LimitAt}"),
            WeightLimit.Max => Text($"{name} would need more than the {row.LimitAt} that its bounds allow"),
            WeightLimit.NMinusOne when row.GapMs <= 0 => Text(
                $"{name} is at {row.LimitAt}, the most that the others could do without; less demand or more replicas would raise that"),
            _ when row.GapMs > 0 => Text(
                $"one more on {name} would cost {row.MarginalMs:0.#} ms, {row.GapMs:0.#} ms above the fleet's {decision.ThetaMs:0.#} ms: its round trip of {row.RttMs:0.#} ms would have to fall by as much, or its load"),
            _ when row.Proposed > row.Desired => Text($"{name} is due to gain up to {row.Proposed}: {Words(decision.Reason)}"),
            _ => Text($"{name} has its share within the noise"),
        };
    }

    /// <summary>A table of the members under the headline.</summary>
    public static string Explain(this WeightDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        var text = new StringBuilder();
        text.Append(Text($"decision {decision.Id} at {decision.Time.TotalSeconds:0.0} s, mode {decision.Mode}\n{Headline(decision)}\n"));
        text.Append(Text($"mean {decision.CurrentMs:0.0} ms, best found {decision.ProposedMs:0.0} ms, decided {decision.AppliedMs:0.0} ms; marginal {decision.ThetaMs:0.0} ms\n"));
        text.Append("member               now want best  /10000      rtt capacity   use  margin  reason\n");
        for (var i = 0; i < decision.Members.Length; i++)
        {
            ref readonly var row = ref decision.Members[i];
            text.Append(Text($"{decision.Names[i],-18}{row.Current,6}{row.Desired,5}{row.Proposed,5}{row.TrafficWeight,8}{row.RttMs,9:0.0}{row.Capacity,9:0}{100 * row.Utilization,5:0}%{row.MarginalMs,8:0.0}  {Reason(row)}\n"));
        }

        return text.ToString();
    }

    private static string Reason(in MemberWeight row) =>
        row.Reason == WeightReason.TooFar ? Text($"TooFar by {row.GapMs:0.0} ms") : row.Reason == WeightReason.None ? "" : row.Reason.ToString();

    private static string Count(int moves) => moves == 1 ? "1 move" : Text($"{moves} moves");

    private static string Split(WeightDecision decision, Func<MemberWeight, int> of) => string.Join('/', decision.Members.Select(row => of(row).ToString(CultureInfo.InvariantCulture)));

    private static string Words(WeightReason reason) => reason switch
    {
        WeightReason.CapacityDrop => "a member that slowed down",
        WeightReason.CapacityRecovered => "a member that is fast again",
        WeightReason.RttStep => "a round trip that changed",
        WeightReason.DemandShift => "other demand or size",
        WeightReason.Down => "a member that is down",
        WeightReason.FlapDamped => "it failed repeatedly",
        WeightReason.MetricsStale => "its measurements are old",
        WeightReason.SlowStart => "it is new or just back",
        WeightReason.CoolDown => "the last change or failure is too recent",
        WeightReason.OneInFlight => "the last change is not finished",
        WeightReason.Panic => "less than half of the members are measured",
        WeightReason.Manual => "somebody else changed the division",
        WeightReason.CapBound => "there is no room",
        _ => reason.ToString(),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
