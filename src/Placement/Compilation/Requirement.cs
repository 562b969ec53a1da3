namespace Loadline.Placement.Compilation;

/// <summary>One requirement of a label or field selector.</summary>
internal readonly record struct Requirement(string Key, SelectorOperator Operator, string[] Values)
{
    public override string ToString() => Operator switch
    {
        SelectorOperator.In => $"{Key} in ({string.Join(", ", Values)})",
        SelectorOperator.NotIn => $"{Key} not in ({string.Join(", ", Values)})",
        SelectorOperator.Exists => Key,
        _ => $"!{Key}",
    };
}
