using Loadline.Registry.Exploration.Scheduling;
using Loadline.Registry.Map;

namespace Loadline.Registry.Exploration.Subjects;

/// <summary>The probe that hands every access to the scheduler.</summary>
internal readonly struct ExploringProbe : IProbe
{
    public static bool DelaysStores => Baton.DelaysStores;

    public static void BeforeAccess() => Baton.BeforeAccess();

    public static void BeforeAtomic() => Baton.BeforeAtomic();

    public static void BeforeWait() => Baton.BeforeWait();

    public static void ReadBarrier() => Baton.ReadBarrier();

    public static void Store(object owner, int index, object? value, Action<object, int, object?> perform) => Baton.Store(owner, index, value, perform);

    public static bool TryForward(object owner, int index, out object? value) => Baton.TryForward(owner, index, out value);

    public static long Observe(object owner, long current) => Baton.Observe(current);

    public static void Copy<T>(ref T target, ref readonly T source) => WordByWord.Copy(ref target, in source);
}
