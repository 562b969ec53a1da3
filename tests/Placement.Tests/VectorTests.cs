using Loadline.Placement.Vectors;

namespace Loadline.Placement.Tests;

public sealed class VectorTests
{
    [Fact]
    public void Every_answer_of_Karmadas_scheduler_is_ours_too()
    {
        var cases = VectorReader.Read(File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Vectors", "placement.jsonl"))).ToList();

        var mismatches = cases.Select(vector => vector.Mismatch()).Where(mismatch => mismatch is not null).ToList();

        Assert.Equal(1200, cases.Count);
        Assert.True(mismatches.Count == 0, $"{mismatches.Count} of {cases.Count} differ:\n{string.Join('\n', mismatches.Take(40))}");
    }
}
