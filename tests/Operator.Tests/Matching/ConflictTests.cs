using Loadline.Placement.Matching;

namespace Loadline.Operator.Tests.Matching;

/// <summary>Two policies select the same templates; the loser says so for as long as it is true.</summary>
public sealed class ConflictTests : IDisposable
{
    private const string All = """{"resourceSelectors":[{"apiVersion":"v1","kind":"ConfigMap"}]}""";

    private static readonly PolicyKey Default = new("", "default");

    private readonly Leader _leader = new();

    public ConflictTests()
    {
        _leader.Put("ClusterPropagationPolicy", "default", All, null);
        _leader.Put("PropagationPolicy", "own", All);
    }

    public void Dispose() => _leader.Dispose();

    [Fact]
    public void A_new_conflict_asks_for_a_status_and_has_no_template_looked_at_again()
    {
        var changes = 0;
        var changed = _leader.Policies.Changed;
        _leader.Policies.Changed = (before, now) =>
        {
            changes++;
            changed!(before, now);
        };
        for (var i = 0; i < 1000; i++) _leader.Match($"t{i}");

        Assert.Equal(0, changes);
        Assert.Equal(0, _leader.Queues.Binding.Pending);
        Assert.Equal(2, _leader.Queues.PolicyStatus.Pending);
        Assert.Equal(1000, _leader.Policies.ConflictsOf(Default).Count);
    }

    [Fact]
    public void A_conflict_ends_with_its_template()
    {
        _leader.Match("a");
        _leader.Match("b");
        _leader.Policies.Forget(Leader.Template("a"));
        Assert.Equal("ConfigMap shop/b", Assert.Single(_leader.Policies.ConflictsOf(Default)).Template);
    }

    [Fact]
    public void A_conflict_ends_with_either_policy()
    {
        _leader.Match("a");
        _leader.Put("PropagationPolicy", "own", All.Replace("ConfigMap", "Secret", StringComparison.Ordinal));
        _leader.Match("a");
        Assert.Empty(_leader.Policies.ConflictsOf(Default));
    }

    [Fact]
    public void A_conflict_is_told_once_and_again_when_another_wins()
    {
        for (var i = 0; i < 3; i++) _leader.Match("a");
        Assert.Equal(["default PolicyConflict", "a PolicyConflict"], _leader.Events);
        _leader.Put("PropagationPolicy", "other", All.Replace("}]", "}],\"priority\":5", StringComparison.Ordinal));
        _leader.Match("a");
        Assert.All(_leader.Policies.ConflictsOf(Default), static c => Assert.Equal("shop/other", c.Winner));
        Assert.Single(_leader.Policies.ConflictsOf(new("shop", "own")));
    }
}
