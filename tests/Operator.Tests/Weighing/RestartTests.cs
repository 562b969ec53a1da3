using System.Text.Json;
using System.Text.Json.Nodes;
using Loadline.Crds;

namespace Loadline.Operator.Tests.Weighing;

/// <summary>A leader dies and another goes on with what the hub holds.</summary>
public sealed class RestartTests
{
    private static readonly TimeSpan Settle = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Dwell = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Seconds2 = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Seconds10 = TimeSpan.FromSeconds(10);

    [Fact]
    public void Amid_the_dwell_the_new_leader_holds_until_it_ends_and_then_moves_once()
    {
        using var fleet = MovedOnce(out var moved);
        fleet.Run(Seconds10);
        fleet["c"].RttMs += 150;
        fleet.Restart(down: TimeSpan.FromSeconds(20));
        fleet.Run(TimeSpan.FromSeconds(80));

        Assert.Null(fleet.Forgotten);
        var next = Assert.Single(fleet.Moves, m => m.At > moved);
        // A whole second is lost at most to the hub's times, and a tick to ours.
        Assert.InRange(next.At - moved, Dwell, Dwell + TimeSpan.FromSeconds(4));
    }

    [Fact]
    public void A_leader_that_dies_every_quarter_of_a_minute_does_not_put_the_next_move_off_for_ever()
    {
        using var fleet = MovedOnce(out var moved);
        fleet.Run(Seconds2);
        fleet["c"].RttMs += 150;
        for (var i = 0; i < 7; i++)
        {
            fleet.Run(Seconds10);
            fleet.Restart(down: TimeSpan.FromSeconds(5));
        }

        fleet.Run(Seconds2);
        Assert.InRange(Assert.Single(fleet.Moves, m => m.At > moved).At - moved, Dwell, Dwell + TimeSpan.FromSeconds(45));
    }

    [Fact]
    public void A_member_that_gave_replicas_away_gets_none_back_before_its_time_whoever_leads()
    {
        using var one = Moved(out var moved);
        using var two = Moved(out _);
        foreach (var fleet in (VirtualFleet[])[one, two])
        {
            fleet["a"].RttMs -= 80;
            fleet.Run(TimeSpan.FromSeconds(100));
        }

        two.Restart(down: Seconds10);
        one.Run(Seconds10);
        foreach (var fleet in (VirtualFleet[])[one, two]) fleet.Run(TimeSpan.FromMinutes(7));
        Assert.Equal("a:5 b:5 c:2", two.Split);
        var back = two.Moves.First(m => m.At > moved && !m.Split.StartsWith("a:2", StringComparison.Ordinal));
        Assert.True(back.At - moved >= Settle, $"{back.Split} after {back.At - moved}");
        Assert.Equal(one.Moves.Select(static m => m.Split), two.Moves.Select(static m => m.Split));
    }

    [Fact]
    public void A_clock_that_was_set_back_costs_one_interval_and_no_more()
    {
        using var fleet = MovedOnce(out var moved);
        fleet.Run(Seconds10);
        fleet["c"].RttMs += 150;
        fleet.Restart(down: TimeSpan.FromSeconds(20), wallClock: TimeSpan.FromDays(-1));
        fleet.Run(TimeSpan.FromSeconds(120));
        Assert.InRange(fleet.Moves.First(m => m.At > moved).At - moved, Dwell, Dwell + TimeSpan.FromSeconds(40));
    }

    [Fact]
    public void A_clock_that_was_set_forward_ends_the_interval_and_nothing_else()
    {
        using var fleet = Moved(out var moved);
        fleet.Run(Seconds10);
        fleet["b"].RttMs += 150;
        fleet.Restart(down: Seconds10, wallClock: TimeSpan.FromDays(400));
        fleet.Run(TimeSpan.FromSeconds(40));
        Assert.Single(fleet.Moves, m => m.At > moved);
        Assert.Null(fleet.Forgotten);
    }

    [Fact]
    public void A_move_that_was_not_reported_any_more_counts_as_just_made()
    {
        using var fleet = WideFleet();
        fleet.Run(Settle);
        fleet.Reports = false;
        fleet["b"].RttMs += 150;
        fleet.RunUntilMoved();
        fleet["c"].RttMs += 150;
        fleet.Restart(down: Seconds2);
        var restarted = fleet.Time.GetElapsedTime(0);
        fleet.Run(TimeSpan.FromSeconds(90));
        Assert.InRange(Assert.Single(fleet.Moves, m => m.At > restarted).At - restarted, Dwell, Dwell + TimeSpan.FromSeconds(8));
    }

    [Fact]
    public void A_steady_fleet_has_nothing_to_write_for_a_new_leader()
    {
        using var fleet = Fleet();
        fleet.Run(Settle + Settle);
        var before = fleet.Status();
        fleet.Restart(down: Seconds10);
        fleet.Run(TimeSpan.FromSeconds(20));
        Assert.Equal(Json(before.Decision), Json(fleet.Status().Decision));
    }

    [Fact]
    public void The_last_good_answers_to_queries_count_until_there_are_others()
    {
        var signals = new WeightingSignals { Load = new() { Source = SignalSources.PromQL, Query = "load" } };
        using var fleet = new VirtualFleet(12, new() { ServiceTime = "200ms", Signals = signals }, null, ("a", 20), ("b", 40), ("c", 60)) { Reports = true };
        for (var i = 0; i < 60; i++)
        {
            foreach (var (name, load) in ((string, double)[])[("a", 0.98), ("b", 0.3), ("c", 0.3)]) fleet[name].Answers("load", load);
            fleet.Run(Seconds10 / 2);
        }

        Assert.Equal("a:2 b:5 c:5", fleet.Split);
        fleet.Restart(down: Seconds10);
        fleet.Run(TimeSpan.FromMinutes(2));
        Assert.Empty(fleet["a"].Facts.Queries);
        Assert.Equal("a:2 b:5 c:5", fleet.Split);
        Assert.Equal(2, fleet.Explanation!.Outcome.Members[0].Proposed);
    }

    [Fact]
    public void What_is_remembered_is_small()
    {
        using var fleet = new VirtualFleet(60, null, null, [.. Enumerable.Range(0, 12).Select(static i => ($"member-{i:00}", 20.0 + (5 * i)))]) { Reports = true };
        fleet.Run(Settle);
        fleet["member-00"].RttMs += 80;
        fleet.Run(Settle);
        Assert.InRange(Json(fleet.Status().Decision!.Memory).Length, 1000, 5000);
    }

    [Theory]
    [InlineData("""{"version":2,"tiers":[]}""", "version 2")]
    [InlineData("""{"tiers":[{"tier":0}]}""", "version 0")]
    [InlineData("""{"version":1,"tiers":[{"tier":0,"clusters":[{"name":"a"},{"name":"a"}]}]}""", "twice")]
    [InlineData("""{"version":1,"tiers":[{"tier":0,"clusters":[{"name":"a","desired":-7}]}]}""", "a cannot be")]
    [InlineData("""{"version":1,"tiers":[{"tier":0,"busy":1e300}]}""", "cannot be")]
    [InlineData("""{"version":1,"tiers":[{"tier":0},{"tier":0}]}""", "distinct")]
    [InlineData("""{"version":1,"tiers":[{"tier":31000}]}""", "distinct")]
    public void What_cannot_be_read_is_ignored_with_a_reason_and_the_dwell_begins_anew(string memory, string reason)
    {
        using var fleet = Moved(out _);
        fleet["b"].RttMs += 150;
        fleet.Restart(Seconds10, edit: s => s with { Decision = s.Decision! with { Memory = Read(memory) } });
        var restarted = fleet.Time.GetElapsedTime(0);
        fleet.Run(TimeSpan.FromSeconds(90));
        Assert.Contains(reason, fleet.Forgotten, StringComparison.Ordinal);
        Assert.True(fleet.Moves.Single(m => m.At > restarted).At - restarted >= Dwell);
    }

    [Fact]
    public void Without_a_memory_the_dwell_begins_anew()
    {
        using var fleet = Moved(out _);
        fleet["b"].RttMs += 150;
        fleet.Restart(Seconds10, edit: static s => s with { Decision = s.Decision! with { Memory = null } });
        var restarted = fleet.Time.GetElapsedTime(0);
        fleet.Run(TimeSpan.FromSeconds(90));
        Assert.Null(fleet.Forgotten);
        Assert.True(fleet.Moves.Single(m => m.At > restarted).At - restarted >= Dwell);
    }

    /// <summary>Whoever edits a status by hand gets at worst a leader that has forgotten.</summary>
    [Fact]
    public void Whatever_somebody_wrote_there_no_decision_fails_over_it()
    {
        using var fleet = Moved(out _);
        var random = new Random(6);
        for (var i = 0; i < 200; i++)
        {
            fleet.Restart(Seconds2, edit: s => s with { Decision = s.Decision! with { Memory = Read(Damage(JsonNode.Parse(Json(s.Decision!.Memory))!, random).ToJsonString()) } });
            fleet.Run(Seconds2 * 3);
            Assert.Equal(12, fleet.Status().Decision!.Clusters!.Sum(static c => c.DesiredReplicas));
        }
    }

    [Fact]
    public void The_dwell_of_a_division_by_free_room_goes_on_as_well()
    {
        using var fleet = new VirtualFleet(12, DynamicWeights.AvailableReplicas, new() { Rebalance = new() { Strategy = "Continuous", MinInterval = "60s" } }, null, ("a", 20), ("b", 20)) { Reports = true };
        fleet.Run(Settle);
        Resize(fleet, "a", 2);
        fleet.RunUntilMoved();
        var moved = fleet.Moves[^1].At;
        fleet.Run(Seconds10);
        fleet.Restart(Seconds10);
        Resize(fleet, "b", 1);
        fleet.Run(TimeSpan.FromSeconds(80));
        Assert.InRange(fleet.Moves.First(m => m.At > moved).At - moved, Dwell, Dwell + TimeSpan.FromSeconds(6));
    }

    private static void Resize(VirtualFleet fleet, string name, int cores)
    {
        fleet[name].Cores = cores;
        fleet[name].Update(static f => f);
    }

    private static VirtualFleet Fleet() => new(12, null, null, ("a", 20), ("b", 40), ("c", 60)) { Reports = true };

    /// <summary>A fleet with room for two moves in a row: what one member gives goes to another that gave nothing before.</summary>
    private static VirtualFleet WideFleet() => new(12, null, null, ("a", 20), ("b", 40), ("c", 60), ("d", 80), ("e", 100)) { Reports = true };

    /// <summary>A wide fleet that has just moved replicas, and would move more if it had not.</summary>
    private static VirtualFleet MovedOnce(out TimeSpan at) => After(WideFleet(), "b", 150, out at);

    /// <summary>A fleet that has just moved replicas because a member went further away.</summary>
    private static VirtualFleet Moved(out TimeSpan at) => After(Fleet(), "a", 80, out at);

    private static VirtualFleet After(VirtualFleet fleet, string member, double moreMs, out TimeSpan at)
    {
        fleet.Run(Settle);
        fleet[member].RttMs += moreMs;
        fleet.RunUntilMoved();
        at = fleet.Moves[0].At;
        return fleet;
    }

    private static DecisionMemory Read(string json) => JsonSerializer.Deserialize(json, CrdsJsonContext.Default.DecisionMemory)!;

    private static string Json(Decision? decision) => JsonSerializer.Serialize(decision!, CrdsJsonContext.Default.Decision);

    private static string Json(DecisionMemory? memory) => JsonSerializer.Serialize(memory!, CrdsJsonContext.Default.DecisionMemory);

    /// <summary>Changes some values to others that the schema allows, and drops some.</summary>
    private static JsonNode Damage(JsonNode node, Random random)
    {
        switch (node)
        {
            case JsonObject record:
                foreach (var (name, value) in record.ToList())
                {
                    if (random.Next(12) == 0 && name != "name") record.Remove(name);
                    else if (value is not null) record[name] = Damage(value.DeepClone(), random);
                }

                return record;
            case JsonArray list:
                if (random.Next(10) == 0) list.Clear();
                if (list.Count > 0 && random.Next(10) == 0) list.Add(list[0]!.DeepClone());
                for (var i = 0; i < list.Count; i++) list[i] = Damage(list[i]!.DeepClone(), random);
                return list;
            case JsonValue value when random.Next(8) == 0:
                if (value.TryGetValue<double>(out var number)) return JsonValue.Create(random.Next(6) switch { 0 => 0, 1 => -1, 2 => 1_000_000, 3 => (int)number + 1, 4 => 2, _ => 40 });
                if (value.TryGetValue<DateTimeOffset>(out _)) return JsonValue.Create(random.Next(3) switch { 0 => "2031-01-01T00:00:00Z", 1 => "1970-01-01T00:00:00Z", _ => "2026-01-01T00:03:00Z" });
                return value.TryGetValue<bool>(out var flag) ? JsonValue.Create(!flag) : JsonValue.Create("x");
            default:
                return node;
        }
    }
}
