using Loadline.Registry.Exploration.Subjects;

namespace Loadline.Registry.Exploration.Mutants;

/// <summary>Looks for a schedule that shows a defect: few deviations first, as many schedules as it takes.</summary>
internal static class MutantHunt
{
    private const int MostDeviations = 3;

    public static (Scenario? Scenario, Finding? Finding) Catch(ISubjectFactory factory, Mutant mutant, long mostPerScenario = 30_000)
    {
        using var explorer = new Explorer(factory, mutant.OnlyOnWeakMemory);
        var scenarios = mutant.File.Split('/')[0] switch
        {
            "Map" => Scenarios.Maps,
            "Cells" => Scenarios.Cells,
            _ => Scenarios.Preallocs,
        };
        for (var deviations = 0; deviations <= MostDeviations; deviations++)
        {
            foreach (var scenario in scenarios.Where(s => mutant.Where is null || s.Name == mutant.Where))
            {
                if (explorer.Exhaust(scenario, deviations, mostPerScenario, out _) is { } finding) return (scenario, finding);
            }
        }

        return (null, null);
    }
}
