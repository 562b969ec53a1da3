namespace Loadline.Crds.Validation;

/// <summary>Collects broken rules; a rule never hides another.</summary>
internal sealed class FieldErrors
{
    private readonly List<FieldError> _errors = [];

    public IReadOnlyList<FieldError> ToList() => _errors;

    public void Add(string path, string message) => _errors.Add(new(path, message));

    public void Require(bool holds, string path, string message)
    {
        if (!holds) Add(path, message);
    }

    /// <summary>Reports every item whose key an earlier item has.</summary>
    public void RequireUnique<T>(IEnumerable<T> keys, Func<int, string> path, string message)
    {
        var seen = new HashSet<T>();
        foreach (var (index, key) in keys.Index()) Require(seen.Add(key), path(index), message);
    }
}
