using Loadline.Operator.Binding;
using Loadline.Operator.Sensing;

namespace Loadline.Operator.Weighing;

/// <summary>Whose pods' use decisions rest on, by member. Any thread.</summary>
internal sealed class PodInterest
{
    private static readonly IReadOnlyDictionary<PodSelection, int> Nothing = new Dictionary<PodSelection, int>();

    private readonly Lock _gate = new();
    private readonly Dictionary<TemplateKey, (PodSelection Selection, KeyValuePair<string, int>[] Members)> _of = [];
    private readonly Dictionary<string, Dictionary<TemplateKey, (PodSelection Selection, int Pods)>> _by = new(StringComparer.Ordinal);

    /// <summary>Says where a template's pods are, instead of what was said before.</summary>
    /// <param name="template">The template.</param>
    /// <param name="selection">Its pods; null when no decision rests on them.</param>
    /// <param name="members">Members that hold some, and how many.</param>
    public void Set(TemplateKey template, PodSelection? selection, KeyValuePair<string, int>[] members)
    {
        lock (_gate)
        {
            if (_of.TryGetValue(template, out var known))
            {
                if (known.Selection == selection && known.Members.AsSpan().SequenceEqual(members)) return;
                foreach (var (name, _) in known.Members)
                    if (_by[name].Remove(template) && _by[name].Count == 0) _by.Remove(name);
                _of.Remove(template);
            }

            if (selection is not { } pods || members.Length == 0) return;
            _of[template] = (pods, members);
            foreach (var (name, count) in members)
            {
                if (!_by.TryGetValue(name, out var of)) _by[name] = of = [];
                of[template] = (pods, count);
            }
        }
    }

    /// <summary>The selections that are wanted of a member, and how many pods each should have; one for those who want the same.</summary>
    public IReadOnlyDictionary<PodSelection, int> Of(string member)
    {
        lock (_gate)
        {
            if (!_by.TryGetValue(member, out var of)) return Nothing;
            var wanted = new Dictionary<PodSelection, int>(of.Count);
            foreach (var (_, (selection, pods)) in of) wanted[selection] = Math.Max(pods, wanted.GetValueOrDefault(selection));
            return wanted;
        }
    }
}
