using System.Globalization;
using FsCheck;

namespace Loadline.Testing;

/// <summary>
/// How property tests draw their cases: the same ones in every run, so that a red build is a change and never luck. To look further,
/// LOADLINE_PROPERTY_FACTOR=100 draws a hundred times as many and LOADLINE_PROPERTY_SEED=4711 others; a failure prints its replay.
/// </summary>
internal static class PropertyCases
{
    private const ulong Gamma = 7;

    /// <summary>Fails with the smallest counterexample found if the property does not hold.</summary>
    public static void Holds(this Property property, int cases = 100) =>
        property.Check(Config.QuickThrowOnFailure.WithReplay(Setting("LOADLINE_PROPERTY_SEED", 20261121), Gamma)
            .WithMaxTest(checked(cases * (int)Setting("LOADLINE_PROPERTY_FACTOR", 1))));

    private static ulong Setting(string name, ulong fallback) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? ulong.Parse(text, CultureInfo.InvariantCulture) : fallback;
}
