using Loadline.Simulator.Catalog;

namespace Loadline.Simulator.Tables;

/// <summary>Columns of built-in kinds between NAME and AGE.</summary>
internal static class BuiltInColumns
{
    public static IReadOnlyList<TableColumn> Of(ApiResource resource) => resource.Plural.Length == 0 ? [] : [];
}
