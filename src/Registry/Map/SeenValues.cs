namespace Loadline.Registry.Map;

/// <summary>The values of a shard's state as one look found them.</summary>
/// <param name="Array">One for each entry but those that were added since; of those that are overlaid an earlier one.</param>
/// <param name="Overlay">Which entries have a value beside the array.</param>
internal readonly record struct SeenValues<TValue>(TValue[] Array, Overlay Overlay);
