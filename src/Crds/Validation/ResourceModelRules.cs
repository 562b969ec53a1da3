using Loadline.Kubernetes.Models;

namespace Loadline.Crds.Validation;

/// <summary>Rules of resource models: the grades cut the range of each resource, from 0 to the greatest number, into pieces without gaps.</summary>
internal static class ResourceModelRules
{
    public static void Check(IReadOnlyList<ResourceModel> models, string path, FieldErrors errors)
    {
        errors.RequireUnique(models.Select(m => m.Grade), i => $"{path}[{i}].grade", "another model has this grade; grades must be unique");
        var ordered = models.Index().OrderBy(m => m.Item.Grade).ToList();
        for (var i = 0; i < ordered.Count; i++)
        {
            var (index, model) = ordered[i];
            var at = $"{path}[{index}].ranges";
            errors.Require(model.Ranges is { Count: > 0 }, at, "needs at least one resource");
            errors.RequireUnique((model.Ranges ?? []).Select(r => r.Name), r => $"{at}[{r}].name", "appears twice in this grade");
            Ranges(model, i == 0 ? null : ordered[i - 1].Item, i == ordered.Count - 1, at, errors);
        }
    }

    private static void Ranges(ResourceModel model, ResourceModel? below, bool last, string path, FieldErrors errors)
    {
        if (below is not null)
        {
            errors.Require(
                Names(below).SetEquals(Names(model)),
                path,
                $"must name the same resources as grade {below.Grade}: {string.Join(", ", Names(below).Order(StringComparer.Ordinal))}");
        }

        foreach (var (index, range) in (model.Ranges ?? []).Index())
        {
            var at = $"{path}[{index}]";
            errors.Require(range.Min < range.Max, at + ".max", "must be greater than min");
            if (below is null) errors.Require(range.Min == ResourceQuantity.Zero, at + ".min", "must be 0 in the lowest grade");
            else if (below.Ranges?.FirstOrDefault(r => r.Name == range.Name) is { } previous)
            {
                errors.Require(range.Min == previous.Max, at + ".min", $"must be {previous.Max}, the max of grade {below.Grade}");
            }

            if (last) errors.Require(range.Max.Value == long.MaxValue, at + ".max", $"must be {long.MaxValue} in the highest grade");
        }
    }

    private static HashSet<string> Names(ResourceModel model) => [.. (model.Ranges ?? []).Select(r => r.Name)];
}
