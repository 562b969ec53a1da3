using Loadline.Simulator.Http;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Selectors;

/// <summary>Which objects a list, a watch or a deletecollection is about, besides the namespace's range.</summary>
internal sealed record Selection(string Namespace, LabelSelector Labels, FieldSelector Fields)
{
    public bool IsEverything => Labels.IsEverything && Fields.IsEverything;

    /// <exception cref="ApiException">400: a selector is malformed.</exception>
    public static Selection From(ApiCall call) => new(
        call.Namespace,
        LabelSelector.Parse(call.Option("labelSelector")),
        FieldSelector.Parse(call.Option("fieldSelector"), call.Resource));

    public bool Matches(StoredObject stored) =>
        (Namespace.Length == 0 || stored.Key.Namespace == Namespace)
        && (Labels.IsEverything || Labels.Matches(stored.Label))
        && (Fields.IsEverything || Fields.Matches(stored));
}
