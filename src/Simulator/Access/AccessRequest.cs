namespace Loadline.Simulator.Access;

/// <summary>What somebody wants to do: to a resource, or with <see cref="Path"/> to a URL that is none.</summary>
internal sealed record AccessRequest(string Verb)
{
    public string Group { get; init; } = "";

    public string Resource { get; init; } = "";

    public string Subresource { get; init; } = "";

    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>Null for resources.</summary>
    public string? Path { get; init; }

    /// <summary>The request as a refusal words it.</summary>
    public string Refusal(UserInfo user)
    {
        if (Path is not null) return $"User \"{user.Name}\" cannot {Verb} path \"{Path}\"";
        var resource = Subresource.Length > 0 ? $"{Resource}/{Subresource}" : Resource;
        var scope = Namespace.Length > 0 ? $"in the namespace \"{Namespace}\"" : "at the cluster scope";
        return $"User \"{user.Name}\" cannot {Verb} resource \"{resource}\" in API group \"{Group}\" {scope}";
    }
}
