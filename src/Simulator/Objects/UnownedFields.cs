namespace Loadline.Simulator.Objects;

/// <summary>Fields that the server sets and nobody ever owns.</summary>
internal static class UnownedFields
{
    private static readonly FieldSet Stripped = Build();

    public static FieldSet Strip(FieldSet fields) => fields.Difference(Stripped);

    private static FieldSet Build()
    {
        var set = new FieldSet();
        foreach (var name in (string[])["apiVersion", "kind", "metadata"])
            set.Add(PathElement.Field(name));
        var metadata = set.Descend(PathElement.Field("metadata"));
        foreach (var name in (string[])["name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation",
            "managedFields", "resourceVersion"])
            metadata.Add(PathElement.Field(name));
        return set;
    }
}
