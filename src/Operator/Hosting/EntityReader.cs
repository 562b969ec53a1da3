using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Loadline.Kubernetes.Client;

namespace Loadline.Operator.Hosting;

/// <summary>Reads typed entities out of cached objects, once per object: the result lives exactly as long as the object does.</summary>
internal sealed class EntityReader<T>(JsonTypeInfo<T> type)
    where T : class
{
    private readonly ConditionalWeakTable<KubeObject, T> _read = [];

    /// <exception cref="System.Text.Json.JsonException">The object does not have the type's shape.</exception>
    public T Read(KubeObject item)
    {
        if (_read.TryGetValue(item, out var known)) return known;
        var value = item.As(type);
        _read.AddOrUpdate(item, value);
        return value;
    }
}
