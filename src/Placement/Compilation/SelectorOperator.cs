namespace Loadline.Placement.Compilation;

internal enum SelectorOperator
{
    In,
    NotIn,
    Exists,
    DoesNotExist,
}
