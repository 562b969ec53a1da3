using System.Text.Json;
using Loadline.Crds.Validation;

namespace Loadline.Crds.Tests;

/// <summary>
/// Policies with one thing wrong, and their neighbours just inside the rule. A line of <c>tests/Vectors/policies.jsonl</c> has the rule that it
/// is about, a kind, a spec, and the errors to expect to the letter; policies without a namespace of their own are in <c>shop</c>.
/// </summary>
public sealed class PolicyCorpusTests
{
    private static readonly string[] Lines = File.ReadAllLines(RepositoryRoot.Path("tests", "Vectors", "policies.jsonl"));

    [Fact]
    public void Every_policy_gives_exactly_the_errors_expected()
    {
        var differences = new List<string>();
        foreach (var line in Lines)
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            var expected = root.GetProperty("errors").EnumerateArray().Select(e => e.GetString()!).ToArray();
            var actual = Validate(root.GetProperty("kind").GetString()!, root.GetProperty("spec")).Select(e => e.ToString()).ToArray();
            if (!expected.SequenceEqual(actual)) differences.Add($"{root.GetProperty("rule")}: {root.GetProperty("spec")}\n  expected {string.Join("; ", expected)}\n  got      {string.Join("; ", actual)}");
        }

        Assert.True(differences.Count == 0, $"{differences.Count} of {Lines.Length} differ:\n{string.Join('\n', differences)}");
    }

    [Fact]
    public void The_corpus_has_two_hundred_invalid_policies_and_neighbours_that_are_valid()
    {
        var valid = Lines.Count(line => line.EndsWith("\"errors\": []}", StringComparison.Ordinal));

        Assert.True(Lines.Length - valid >= 200);
        Assert.True(valid >= 100);
    }

    private static IReadOnlyList<FieldError> Validate(string kind, JsonElement spec) => kind switch
    {
        "PropagationPolicy" => PolicyValidation.Validate(Policy(spec), "shop"),
        "ClusterPropagationPolicy" => PolicyValidation.Validate(Policy(spec), null),
        "OverridePolicy" => OverrideValidation.Validate(Override(spec), "shop"),
        "ClusterOverridePolicy" => OverrideValidation.Validate(Override(spec), null),
        _ => throw new InvalidDataException(kind),
    };

    private static PropagationPolicySpec Policy(JsonElement spec) => spec.Deserialize(CrdsJsonContext.Default.PropagationPolicySpec)!;

    private static OverridePolicySpec Override(JsonElement spec) => spec.Deserialize(CrdsJsonContext.Default.OverridePolicySpec)!;
}
