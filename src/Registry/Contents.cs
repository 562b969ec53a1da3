namespace Loadline.Registry;

/// <summary>Equality by content for the collections inside records: a heartbeat that changes nothing must not look like a change.</summary>
internal static class Contents
{
    public static bool Same<T>(IReadOnlyDictionary<string, T> a, IReadOnlyDictionary<string, T> b)
        where T : IEquatable<T>
    {
        if (ReferenceEquals(a, b)) return true;
        if (a.Count != b.Count) return false;
        foreach (var (key, value) in a)
        {
            if (!b.TryGetValue(key, out var other) || !value.Equals(other)) return false;
        }

        return true;
    }

    public static bool Same<T>(IReadOnlyList<T> a, IReadOnlyList<T> b)
        where T : IEquatable<T>
    {
        if (ReferenceEquals(a, b)) return true;
        if (a.Count != b.Count) return false;
        for (var i = 0; i < a.Count; i++)
        {
            if (!a[i].Equals(b[i])) return false;
        }

        return true;
    }

    public static bool Same<T>(IReadOnlySet<T> a, IReadOnlySet<T> b) => ReferenceEquals(a, b) || a.SetEquals(b);
}
