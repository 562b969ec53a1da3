namespace Loadline.Registry.Exploration.Subjects;

/// <summary>Makes the subjects of one build of the code: the real one, or one with a defect.</summary>
public interface ISubjectFactory
{
    /// <summary>A map with so many shards, and places for the clocks of so many snapshots at once.</summary>
    ISubject Map(int shards, ulong initial, int places);

    /// <summary>A status cell.</summary>
    ISubject Cell();

    /// <summary>A preallocated map.</summary>
    ISubject Prealloc(ulong initial);
}
