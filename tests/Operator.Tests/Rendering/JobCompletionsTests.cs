using FsCheck.Fluent;
using Loadline.Operator.Rendering;

namespace Loadline.Operator.Tests.Rendering;

public sealed class JobCompletionsTests
{
    [Fact]
    public void Completions_follow_parallelism() => Assert.Equal([4, 6, 10], JobCompletions.Divide(20, [2, 3, 5]));

    [Fact]
    public void The_rest_goes_to_the_largest_remainders_then_to_the_first() => Assert.Equal([4, 3, 3], JobCompletions.Divide(10, [2, 2, 2]));

    [Fact]
    public void A_job_that_runs_nowhere_completes_nowhere() => Assert.Equal([0, 0], JobCompletions.Divide(10, [0, 0]));

    [Fact]
    public void Nothing_is_lost_nobody_is_off_by_more_than_one_and_who_runs_nothing_completes_nothing() =>
        Prop.ForAll(
            Gen.Choose(0, 10_000).ToArbitrary(),
            Gen.Choose(0, 50).NonEmptyListOf().Where(list => list.Sum() > 0).ToArbitrary(),
            (completions, replicas) =>
            {
                var shares = JobCompletions.Divide(completions, [.. replicas]);
                var total = replicas.Sum();
                return shares.Sum() == completions
                    && shares.Zip(replicas).All(pair => Math.Abs(pair.First - ((double)completions * pair.Second / total)) < 1)
                    && shares.Zip(replicas).All(pair => pair.Second > 0 || pair.First == 0);
            }).Holds();
}
