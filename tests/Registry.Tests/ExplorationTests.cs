using Loadline.Registry.Exploration;
using Loadline.Registry.Exploration.Mutants;
using Loadline.Registry.Exploration.Subjects;
using Xunit.Abstractions;

namespace Loadline.Registry.Tests;

public sealed class ExplorationTests(ITestOutputHelper output)
{
    public static TheoryData<string> Mutants => [.. KnownMutants.All.Select(static m => m.Name)];

    [Fact]
    public void No_schedule_with_two_deviations_breaks_anything()
    {
        using var explorer = new Explorer(new SubjectFactory());

        foreach (var scenario in Scenarios.All) Assert.Null(explorer.Exhaust(scenario, 2, 20_000, out _));

        output.WriteLine($"{explorer.Schedules} schedules");
    }

    [Fact]
    public void No_delayed_store_and_no_early_load_breaks_anything()
    {
        using var explorer = new Explorer(new SubjectFactory(), weakMemory: true);

        foreach (var scenario in Scenarios.All) Assert.Null(explorer.Exhaust(scenario, 2, 20_000, out _));

        output.WriteLine($"{explorer.Schedules} schedules");
    }

    [Fact]
    public void A_thread_that_stops_anywhere_holds_nobody_up()
    {
        using var explorer = new Explorer(new SubjectFactory());
        var places = 0;
        foreach (var scenario in Scenarios.All.Where(static s => !s.WritersWait))
        {
            Assert.Null(explorer.StallEverywhere(scenario, out var stalls));
            places += stalls;
        }

        output.WriteLine($"{places} places");
    }

    [Theory]
    [MemberData(nameof(Mutants))]
    public void A_defect_is_caught_and_its_schedule_shows_it_again(string name)
    {
        var mutant = KnownMutants.All.Single(m => m.Name == name);
        var factory = MutantCompiler.Compile(mutant);

        var (scenario, finding) = MutantHunt.Catch(factory, mutant);

        Assert.NotNull(finding);
        output.WriteLine($"{finding.Schedules} schedules: {finding.Scenario}: {finding.What}");
        using var explorer = new Explorer(factory, mutant.OnlyOnWeakMemory);
        Assert.Equal(finding.What, explorer.Again(scenario!, finding.Trace)?.What);
    }
}
