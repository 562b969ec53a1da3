namespace Loadline.Registry.Exploration.Subjects;

/// <summary>The subjects of the assembly that this is compiled into.</summary>
public sealed class SubjectFactory : ISubjectFactory
{
    public ISubject Map(int shards, ulong initial, int places) => new MapSubject(shards, initial, places);

    public ISubject Cell() => new CellSubject();

    public ISubject Prealloc(ulong initial) => new PreallocSubject(initial);
}
