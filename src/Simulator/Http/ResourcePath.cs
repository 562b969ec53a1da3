namespace Loadline.Simulator.Http;

/// <summary>The parts of a resource URL, split as kube-apiserver's RequestInfo splits them.</summary>
internal readonly record struct ResourcePath(string Group, string Version, string Namespace, string Plural, string Name, string Subresource)
{
    /// <summary>Null where <paramref name="path"/> is not a resource (discovery, health, ...).</summary>
    public static ResourcePath? Parse(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        int at;
        string group, version;
        if (parts is ["api", var coreVersion, ..]) (group, version, at) = ("", coreVersion, 2);
        else if (parts is ["apis", var namedGroup, var namedVersion, ..]) (group, version, at) = (namedGroup, namedVersion, 3);
        else return null;

        var rest = parts.AsSpan(at);
        if (rest.IsEmpty) return null;
        var ns = "";
        // /namespaces/x/status is the Namespace's own subresource, /namespaces/x/pods the pods in it.
        if (rest.Length > 2 && rest[0] == "namespaces" && rest[2] is not ("status" or "finalize"))
        {
            ns = Uri.UnescapeDataString(rest[1]);
            rest = rest[2..];
        }
        if (rest.Length > 3) return null;
        return new ResourcePath(
            group,
            version,
            ns,
            rest[0],
            rest.Length > 1 ? Uri.UnescapeDataString(rest[1]) : "",
            rest.Length > 2 ? rest[2] : "");
    }
}
