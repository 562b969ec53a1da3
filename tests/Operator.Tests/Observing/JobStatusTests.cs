using System.Text;
using System.Text.Json.Nodes;
using Loadline.Operator.Observing;

namespace Loadline.Operator.Tests.Observing;

/// <summary>A Job over several members, within the API server's rules for a Job's status.</summary>
public sealed class JobStatusTests
{
    private const string Running = """{"active":2,"ready":1,"succeeded":3,"startTime":"2026-03-02T08:15:31Z"}""";

    private const string Complete =
        """{"active":0,"succeeded":5,"startTime":"2026-03-02T08:15:30Z","completionTime":"2026-03-02T08:20:00Z","conditions":[{"type":"SuccessCriteriaMet","status":"True"},{"type":"Complete","status":"True","lastTransitionTime":"2026-03-02T08:20:00Z"}]}""";

    private const string CompleteLater =
        """{"active":0,"succeeded":5,"startTime":"2026-03-02T08:15:40Z","completionTime":"2026-03-02T08:25:00Z","conditions":[{"type":"Complete","status":"True","lastTransitionTime":"2026-03-02T08:25:01Z"}]}""";

    private const string Failed =
        """{"active":0,"succeeded":1,"failed":7,"startTime":"2026-03-02T08:15:30Z","conditions":[{"type":"Failed","status":"True","lastTransitionTime":"2026-03-02T08:19:00Z","reason":"BackoffLimitExceeded"}]}""";

    [Fact]
    public void A_running_job_adds_up_and_started_when_its_first_member_did()
    {
        var status = Aggregate("{}", Running, Complete)!;

        Assert.Equal((2, 1, 8), ((int)status["active"]!, (int)status["ready"]!, (int)status["succeeded"]!));
        Assert.Equal("2026-03-02T08:15:30Z", (string?)status["startTime"]);
        Assert.Null(status["completionTime"]);
        Assert.Empty(Conditions(status));
    }

    [Fact]
    public void It_is_complete_when_every_member_is_and_since_the_last_was()
    {
        var status = Aggregate("{}", Complete, CompleteLater)!;

        Assert.Equal(["SuccessCriteriaMet", "Complete"], Conditions(status));
        Assert.Equal("2026-03-02T08:25:00Z", (string?)status["completionTime"]);
        Assert.Equal("2026-03-02T08:25:01Z", (string?)status["conditions"]![1]!["lastTransitionTime"]);
    }

    [Fact]
    public void It_is_not_complete_while_a_member_has_not_reported() => Assert.Empty(Conditions(Aggregate("{}", Complete, "")!));

    [Fact]
    public void One_failed_member_fails_it_but_not_before_the_others_have_stopped()
    {
        Assert.Equal(["FailureTarget"], Conditions(Aggregate("{}", Failed, Running)!));

        var ended = Aggregate("{}", Failed, Complete)!;
        Assert.Equal(["FailureTarget", "Failed"], Conditions(ended));
        Assert.Null(ended["completionTime"]);
        Assert.Equal("Failed in member-0", (string?)ended["conditions"]![1]!["message"]);
    }

    [Fact]
    public void A_finished_job_never_changes_again()
    {
        Assert.Null(Aggregate(Aggregate("{}", Complete, CompleteLater)!.ToJsonString(), Running, Running));
        Assert.Null(Aggregate(Aggregate("{}", Failed, Complete)!.ToJsonString(), Running, Running));
    }

    [Fact]
    public void The_start_does_not_move_and_finished_pods_are_not_unfinished_when_a_member_is_lost()
    {
        var before = Aggregate("{}", Running, Complete)!.ToJsonString();

        var after = Aggregate(before, Running.Replace("\"active\":2", "\"active\":1", StringComparison.Ordinal))!;

        Assert.Equal("2026-03-02T08:15:30Z", (string?)after["startTime"]);
        Assert.Equal(8, (int?)after["succeeded"]);
    }

    [Fact]
    public void Conditions_of_others_are_kept()
    {
        const string suspended = """{"conditions":[{"type":"Suspended","status":"False"}]}""";

        Assert.Equal(["Suspended", "SuccessCriteriaMet", "Complete"], Conditions(Aggregate(suspended, Complete)!));
    }

    [Fact]
    public void Equal_reports_cause_no_second_write()
    {
        var before = Aggregate("{}", Failed, Running)!.ToJsonString();

        Assert.Null(Aggregate(before, Failed, Running));
    }

    private static IEnumerable<string?> Conditions(JsonNode status) => status["conditions"]!.AsArray().Select(condition => (string?)condition!["type"]);

    private static JsonNode? Aggregate(string before, params string[] members)
    {
        var template = Encoding.UTF8.GetBytes($$$"""{"metadata":{"generation":1},"status":{{{before}}}}""");
        var reports = members.Select((status, i) => new MemberReport($"member-{i}", Encoding.UTF8.GetBytes(status), true)).ToArray();
        return StatusAggregator.Aggregate("batch", "Job", template, reports) is { } status ? JsonNode.Parse(status) : null;
    }
}
