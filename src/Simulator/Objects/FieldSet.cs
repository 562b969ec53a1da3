using System.Text;

namespace Loadline.Simulator.Objects;

/// <summary>
/// A set of field paths as a tree. A path may be a member itself, have members below it, or both. Sets are built by <see cref="Insert"/> and not
/// changed once they are combined: the operations share subtrees.
/// </summary>
internal sealed class FieldSet
{
    private readonly Dictionary<PathElement, Node> _nodes = [];

    public static FieldSet Empty { get; } = new();

    /// <summary>True when no path is a member. Nodes without members are never kept, except while a set is built.</summary>
    public bool IsEmpty
    {
        get
        {
            foreach (var (_, node) in _nodes)
                if (node.IsMember || node.Below is { IsEmpty: false })
                    return false;
            return true;
        }
    }

    /// <summary>The _nodes in the order in which they are printed.</summary>
    public IEnumerable<(PathElement Element, bool IsMember, FieldSet? Below)> Ordered =>
        _nodes.OrderBy(n => n.Key).Select(n => (n.Key, n.Value.IsMember, n.Value.Below is { IsEmpty: false } below ? below : null));

    /// <summary>Adds the path; its parents do not become members.</summary>
    public void Insert(ReadOnlySpan<PathElement> path)
    {
        if (path.IsEmpty) return;
        var set = this;
        foreach (var element in path[..^1])
            set = set.Descend(element);
        set.Add(path[^1]);
    }

    public void Add(PathElement element) => _nodes[element] = _nodes.GetValueOrDefault(element) with { IsMember = true };

    /// <summary>The subset below an element, made if absent; for building.</summary>
    public FieldSet Descend(PathElement element)
    {
        var node = _nodes.GetValueOrDefault(element);
        if (node.Below is not null) return node.Below;
        var below = new FieldSet();
        _nodes[element] = node with { Below = below };
        return below;
    }

    /// <summary>Puts a finished subtree; nothing is stored when it says nothing.</summary>
    public void Put(PathElement element, bool isMember, FieldSet? below)
    {
        if (below is { IsEmpty: true }) below = null;
        if (isMember || below is not null) _nodes[element] = new(isMember, below);
    }

    public bool Has(PathElement element) => _nodes.TryGetValue(element, out var node) && node.IsMember;

    public FieldSet? Below(PathElement element) => _nodes.TryGetValue(element, out var node) ? node.Below : null;

    public bool Has(ReadOnlySpan<PathElement> path)
    {
        if (path.IsEmpty) return false;
        var set = this;
        foreach (var element in path[..^1])
        {
            if (set.Below(element) is not { } below) return false;
            set = below;
        }
        return set.Has(path[^1]);
    }

    public FieldSet Union(FieldSet other)
    {
        if (other._nodes.Count == 0) return this;
        if (_nodes.Count == 0) return other;
        var result = new FieldSet();
        foreach (var (element, node) in _nodes)
        {
            if (!other._nodes.TryGetValue(element, out var match))
                result._nodes[element] = node;
            else
                result.Put(element, node.IsMember || match.IsMember,
                    node.Below is null ? match.Below : match.Below is null ? node.Below : node.Below.Union(match.Below));
        }
        foreach (var (element, node) in other._nodes)
            if (!_nodes.ContainsKey(element))
                result._nodes[element] = node;
        return result;
    }

    public FieldSet Intersection(FieldSet other)
    {
        var result = new FieldSet();
        foreach (var (element, node) in _nodes)
            if (other._nodes.TryGetValue(element, out var match))
                result.Put(element, node.IsMember && match.IsMember,
                    node.Below is null || match.Below is null ? null : node.Below.Intersection(match.Below));
        return result;
    }

    /// <summary>Members that are not members of <paramref name="other"/>; a parent there does not remove its children here.</summary>
    public FieldSet Difference(FieldSet other)
    {
        if (other._nodes.Count == 0) return this;
        var result = new FieldSet();
        foreach (var (element, node) in _nodes)
        {
            if (!other._nodes.TryGetValue(element, out var match))
                result._nodes[element] = node;
            else
                result.Put(element, node.IsMember && !match.IsMember,
                    node.Below is null || match.Below is null ? node.Below : node.Below.Difference(match.Below));
        }
        return result;
    }

    public bool SetEquals(FieldSet other)
    {
        var count = 0;
        foreach (var (element, node) in _nodes)
        {
            var below = node.Below is { IsEmpty: false } ? node.Below : null;
            if (!node.IsMember && below is null) continue;
            count++;
            if (!other._nodes.TryGetValue(element, out var match) || match.IsMember != node.IsMember) return false;
            if (!(below ?? Empty).SetEquals(match.Below ?? Empty)) return false;
        }
        return count == other._nodes.Count(n => n.Value.IsMember || n.Value.Below is { IsEmpty: false });
    }

    /// <summary>Every member path in Kubernetes' form (<c>.spec.replicas</c>), parents before children.</summary>
    public IEnumerable<string> Paths() => Paths(string.Empty);

    public override string ToString() => new StringBuilder().AppendJoin('\n', Paths()).ToString();

    private IEnumerable<string> Paths(string prefix)
    {
        foreach (var (element, isMember, _) in Ordered)
            if (isMember)
                yield return prefix + element;
        foreach (var (element, _, below) in Ordered)
            foreach (var path in below?.Paths(prefix + element) ?? [])
                yield return path;
    }

    private readonly record struct Node(bool IsMember, FieldSet? Below);
}
