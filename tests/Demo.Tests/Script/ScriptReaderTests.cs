using Loadline.Demo.Fleet;
using Loadline.Demo.Script;
using Loadline.Simulator;

namespace Loadline.Demo.Tests.Script;

public sealed class ScriptReaderTests
{
    private static readonly string[] Members = ["us-1", "eu-1"];

    [Fact]
    public void A_line_says_when_whom_what_and_what_is_expected()
    {
        var steps = Read(
            """
            # comments and empty lines do not count

            at 1m30s  set eu-1 rtt 250ms   expect move within 5s   # nor what follows a step
            then      set us-1 load 12.5%  expect move
            then      set us-1 network blackhole
            """);

        Assert.Equal(
            [
                new(3, TimeSpan.FromSeconds(90), "eu-1", new Trouble.Latency(TimeSpan.FromMilliseconds(250)), true, TimeSpan.FromSeconds(5)),
                new(4, null, "us-1", new Trouble.Load(0.125), true, TimeSpan.FromSeconds(20)),
                new(5, null, "us-1", new Trouble.Network(Availability.BlackHole), false, TimeSpan.FromSeconds(20)),
            ],
            steps);
    }

    [Fact]
    public void Normal_means_the_members_own_rtt_and_no_load_by_others() => Assert.Equal(
        [new Trouble.Latency(null), new Trouble.Load(0)],
        Read("then set eu-1 rtt normal\nthen set eu-1 load normal").Select(static step => step.Trouble));

    [Theory]
    [InlineData("soon set eu-1 rtt 1s", "'soon' is neither 'at' nor 'then'")]
    [InlineData("at noon set eu-1 rtt 1s", "'noon' is not a time")]
    [InlineData("at -1s set eu-1 rtt 1s", "'-1s' is not a time")]
    [InlineData("then eu-1 rtt 1s", "'eu-1' stands where 'set' should be")]
    [InlineData("then set mars rtt 1s", "there is no member 'mars'; members are us-1, eu-1")]
    [InlineData("then set eu-1 colour red", "'colour' cannot be set")]
    [InlineData("then set eu-1 rtt fast", "'fast' is not a time")]
    [InlineData("then set eu-1 rtt 11s", "an RTT of 11s is outside 0 to 10s")]
    [InlineData("then set eu-1 load 95", "'95' is not a percentage")]
    [InlineData("then set eu-1 load -5%", "'-5%' is not a percentage")]
    [InlineData("then set eu-1 load 101%", "a load of 101% is more than 100%")]
    [InlineData("then set eu-1 network down", "'down' is not a state of a network")]
    [InlineData("then set eu-1", "the line ends where rtt, load or network should be")]
    [InlineData("then set eu-1 rtt 1s expect", "the line ends where 'move' should be")]
    [InlineData("then set eu-1 rtt 1s expect move within", "the line ends where a time should be")]
    [InlineData("then set eu-1 rtt 1s expect move within 5s please", "'please' is too much")]
    public void A_wrong_line_is_named_with_what_is_wrong(string line, string problem)
    {
        var error = Assert.Throws<ScriptFormatException>(() => Read("then set us-1 load 5%\n" + line));

        Assert.StartsWith($"trouble.script, line 2: {problem}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Times_do_not_run_backwards()
    {
        var error = Assert.Throws<ScriptFormatException>(() => Read("at 5s set us-1 load 5%\nthen set us-1 load 7%\nat 4s set us-1 load 9%"));

        Assert.Contains("line 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_built_in_script_brings_latency_load_and_an_outage_to_three_members_and_expects_moves()
    {
        var steps = DemoScript.Load(null, [.. RegionCatalog.All.Take(DemoCommand.FewestMembers).Select(static r => r.Member)]);

        var expected = steps.Where(static s => s.Expected).ToArray();
        Assert.Equal([typeof(Trouble.Latency), typeof(Trouble.Load), typeof(Trouble.Network)], expected.Select(static s => s.Trouble.GetType()));
        Assert.Equal(3, expected.Select(static s => s.Member).Distinct().Count());
        Assert.Equal(new Trouble.Network(Availability.Up), steps[^1].Trouble);
    }

    [Fact]
    public void None_is_a_script_without_steps() => Assert.Empty(DemoScript.Load(DemoScript.None, Members));

    private static IReadOnlyList<ScriptStep> Read(string text) => new ScriptReader("trouble.script", Members).Read(text);
}
