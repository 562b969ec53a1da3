using Loadline.Registry.Exploration.Checking;
using Loadline.Registry.Exploration.Subjects;

namespace Loadline.Registry.Exploration;

/// <summary>A short program for each of a few threads.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Make">Makes what it runs on.</param>
/// <param name="Initial">Content at the beginning: one byte for each key.</param>
/// <param name="Programs">The calls of each thread.</param>
internal sealed record Scenario(string Name, Func<ISubjectFactory, ISubject> Make, ulong Initial, params Op[][] Programs)
{
    /// <summary>Whether sizes and snapshots at rest are compared with the content.</summary>
    public bool IsMap { get; init; }

    /// <summary>Whether writers wait for each other in it, as those of one new key of a preallocated map do.</summary>
    public bool WritersWait { get; init; }

    public static Scenario OfMap(string name, int shards, ulong initial, params Op[][] programs) =>
        new(name, factory => factory.Map(shards, initial, 2), initial, programs) { IsMap = true };

    public static Scenario OfMapWithFewPlaces(string name, int shards, ulong initial, params Op[][] programs) =>
        new(name, factory => factory.Map(shards, initial, 1), initial, programs) { IsMap = true };

    public static Scenario OfPrealloc(string name, ulong initial, params Op[][] programs) =>
        new(name, factory => factory.Prealloc(initial), initial, programs);

    public static Scenario OfCell(string name, params Op[][] programs) => new(name, static factory => factory.Cell(), 1, programs);

    public override string ToString() => Name;
}
