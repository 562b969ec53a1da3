using System.Text.RegularExpressions;

namespace Loadline.Repository.Tests;

/// <summary>The page that lists the runtime's rules and the tests that carry their ids say the same.</summary>
public sealed partial class RuleTests
{
    private const string Page = "docs/reference/runtime.md";

    [Fact]
    public void Every_test_that_carries_a_rule_is_listed_with_it_and_every_listed_test_exists()
    {
        var listed = Listed().Matches(RepositoryFiles.Read(Page)).Select(static m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal);
        var written = RepositoryFiles.Under("tests", ".cs")
            .SelectMany(static path => Declared().Matches(RepositoryFiles.Read(path)).Select(static m => m.Groups[1].Value)).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(written, listed);
    }

    [GeneratedRegex(@"`((?:(?:RF|ST|WQ|CL|LE|RQ|SA|FN|OW|EV|LC)\d+_)+\w+)`")]
    private static partial Regex Listed();

    [GeneratedRegex(@"(?:void|Task) ((?:(?:RF|ST|WQ|CL|LE|RQ|SA|FN|OW|EV|LC)\d+_)+\w+)\(")]
    private static partial Regex Declared();
}
