using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Operator.Binding;
using Loadline.Operator.Guarding;
using Loadline.Operator.Matching;
using Loadline.Placement.Matching;

namespace Loadline.Operator.Tests.Guarding;

public sealed class RemovalLedgerTests
{
    private static readonly PolicyKey Owner = new("shop", "spread");

    private readonly ManualTimeProvider _time = new();
    private readonly List<PolicyKey> _changed = [];
    private readonly RemovalLedger _ledger;
    private Policy _policy = PolicyWith();
    private int _next = 100;

    public RemovalLedgerTests() => _ledger = NewLeader();

    [Fact]
    public void Removals_pass_up_to_the_budget_and_then_wait()
    {
        Assert.Equal(20, Pass(30));
        Assert.Equal(1, _ledger.Open);
        Assert.Equal([Owner], _changed);
        var (hold, waiting) = _ledger.StateOf(Owner)!.Value;
        Assert.Contains("20 of 100 objects of policy shop/spread", hold.ReleasedBy, StringComparison.Ordinal);
        Assert.Equal(10, waiting);
    }

    [Fact]
    public void An_object_that_is_asked_for_again_counts_once()
    {
        for (var i = 0; i < 50; i++) Assert.Null(Take(Template(1)));
        Assert.Equal(19, Pass(30));
    }

    [Fact]
    public void Every_member_of_a_template_is_an_object()
    {
        for (var i = 0; i < 5; i++) Assert.Null(_ledger.Take(Owner, RemovalCause.NoLongerSelected, Template(1000 + i), ["a", "b", "c", "d"]));
        Assert.NotNull(_ledger.Take(Owner, RemovalCause.NoLongerSelected, Template(2000), ["a", "b", "c", "d"]));
    }

    [Fact]
    public void A_look_ahead_counts_nothing()
    {
        for (var i = 0; i < 50; i++) Assert.Null(_ledger.Check(Owner, RemovalCause.NoLongerSelected, Template(i), ["one"]));
        Assert.Equal(20, Pass(30));
    }

    [Fact]
    public void What_a_user_deleted_passes_an_open_breaker()
    {
        Pass(30);
        Assert.Null(_ledger.Take(Owner, RemovalCause.TemplateDeleted, Template(5000), ["one"]));
        Assert.Null(_ledger.Take(Owner, RemovalCause.MovedAway, Template(5001), ["one"]));
        Assert.NotNull(_ledger.Take(Owner, RemovalCause.TemplateVanished, Template(5002), ["one"]));
    }

    [Fact]
    public void A_window_in_which_nothing_had_to_wait_ends_and_another_begins()
    {
        Assert.Equal(20, Pass(20));
        _time.Advance(RemovalAccount.Window);
        Assert.Equal(20, Pass(20));
        Assert.Equal(0, _ledger.Open);
    }

    [Fact]
    public void An_open_breaker_outlasts_its_window_as_long_as_something_waits()
    {
        Pass(21);
        for (var i = 0; i < 60; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            Assert.NotNull(Take(Template(21)));
        }
    }

    [Fact]
    public void An_open_breaker_closes_when_nobody_wants_the_removals_any_more()
    {
        Pass(30);
        _time.Advance(RemovalAccount.Forgets);
        Assert.Null(_ledger.StateOf(Owner));
        Assert.Equal(0, _ledger.Open);
    }

    [Fact]
    public void An_acknowledgement_lets_everything_pass_for_ten_minutes()
    {
        Pass(30);
        for (var i = 0; i < 100; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            Assert.NotNull(Take(Template(1)));
        }

        _policy = PolicyWith(acknowledged: _time.GetUtcNow());
        Assert.Null(_ledger.StateOf(Owner));
        Assert.Equal(40, Pass(40));
        _time.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(40, Pass(40));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(20, Pass(40));
    }

    [Theory]
    [InlineData("2025-12-31T23:59:59Z")]
    [InlineData("yes")]
    [InlineData("")]
    public void An_acknowledgement_from_before_the_window_or_without_a_time_is_none(string text)
    {
        _policy = PolicyWith(acknowledgement: text);
        Assert.Equal(20, Pass(30));
    }

    [Fact]
    public void An_acknowledgement_ahead_of_time_lets_planned_removals_pass()
    {
        _policy = PolicyWith(acknowledged: _time.GetUtcNow().AddMinutes(5));
        Assert.Equal(100, Pass(100));
    }

    [Fact]
    public void A_new_leader_finds_an_open_breaker_open()
    {
        _policy = PolicyWith(openSince: _time.GetUtcNow().AddMinutes(-3));
        var leader = NewLeader();
        Assert.Contains("was open when this leader began", leader.StateOf(Owner)!.Value.Hold.ReleasedBy, StringComparison.Ordinal);
        Assert.NotNull(leader.Take(Owner, RemovalCause.NoLongerSelected, Template(1), ["one"]));

        _policy = PolicyWith(openSince: _time.GetUtcNow().AddMinutes(-3), acknowledged: _time.GetUtcNow().AddMinutes(-1));
        Assert.Null(leader.Take(Owner, RemovalCause.NoLongerSelected, Template(1), ["one"]));
    }

    [Fact]
    public void What_a_new_leader_found_open_closes_when_nothing_waits_for_it()
    {
        _policy = PolicyWith(openSince: _time.GetUtcNow().AddMinutes(-3));
        var leader = NewLeader();
        Assert.NotNull(leader.StateOf(Owner));
        _time.Advance(RemovalAccount.Forgets);
        Assert.Null(leader.StateOf(Owner));
    }

    [Fact]
    public void Policies_do_not_share_a_budget()
    {
        Pass(30);
        Assert.Null(_ledger.Take(new("shop", "other"), RemovalCause.NoLongerSelected, Template(1), ["one"]));
    }

    private RemovalLedger NewLeader() => new(key => key == Owner ? _policy : null, static _ => 100, _changed.Add, _time);

    /// <summary>How many of some removals pass.</summary>
    private int Pass(int count) => Enumerable.Range(0, count).Count(_ => Take(Template(++_next)) is null);

    private GuardHold? Take(TemplateKey template) => _ledger.Take(Owner, RemovalCause.NoLongerSelected, template, ["one"]);

    private static TemplateKey Template(int number) => new(CoreResources.Secrets, "shop", $"t{number}");

    private static Policy PolicyWith(DateTimeOffset? acknowledged = null, string? acknowledgement = null, DateTimeOffset? openSince = null)
    {
        var text = acknowledgement ?? acknowledged?.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        var annotations = text is null ? "" : $$""", "annotations": {"loadline.io/acknowledge-removals": "{{text}}"}""";
        PropagationPolicyStatus? status = openSince is null
            ? null
            : new() { Conditions = [new() { Type = PolicyConditions.BreakerOpen, Status = "True", LastTransitionTime = openSince }] };
        return new(
            KubeObject.Parse($$"""{"apiVersion": "loadline.io/v1alpha1", "kind": "PropagationPolicy", "metadata": {"namespace": "shop", "name": "spread"{{annotations}} } }"""),
            new() { ResourceSelectors = [] }, status, [], null);
    }
}
