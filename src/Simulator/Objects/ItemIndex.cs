using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects;

/// <summary>A list's items by their path element, in order. Items without one (a key is missing) are left out.</summary>
internal sealed class ItemIndex
{
    private readonly Dictionary<PathElement, List<JsonNode?>> _items = [];

    public ItemIndex(JsonArray? list, TypeSchema type)
    {
        var order = new List<PathElement>(list?.Count ?? 0);
        foreach (var item in list ?? [])
        {
            if (type.ItemElement(item) is not { } element) continue;
            if (_items.TryGetValue(element, out var same))
                same.Add(item);
            else
            {
                _items.Add(element, [item]);
                order.Add(element);
            }
        }
        Elements = order;
    }

    /// <summary>Each element once, in the order of first appearance.</summary>
    public IReadOnlyList<PathElement> Elements { get; }

    public bool Contains(PathElement element) => _items.ContainsKey(element);

    public bool HasDuplicates(PathElement element) => _items.TryGetValue(element, out var same) && same.Count > 1;

    public Slot Single(PathElement element) => _items.TryGetValue(element, out var same) ? Slot.Of(same[0]) : Slot.Absent;

    public JsonArray All(PathElement element) => [.. _items[element].Select(i => i?.DeepClone())];
}
