namespace Loadline.Placement.Compilation;

internal enum SpreadField
{
    Cluster,
    Region,
    Zone,
    Provider,
    Label,
}
