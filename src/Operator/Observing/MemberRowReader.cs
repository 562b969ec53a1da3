using System.Text.Json;
using Loadline.Crds;
using Loadline.Kubernetes.Client;

namespace Loadline.Operator.Observing;

/// <summary>Reads a row from a placed object.</summary>
internal static class MemberRowReader
{
    public static MemberRow Read(KubeObject item, ResourceType resource, SharedStrings strings) => new()
    {
        Uid = item.Uid,
        ResourceVersion = item.ResourceVersion,
        Generation = item.Generation,
        IsDeleting = item.IsDeleting,
        BindingUid = strings.Share(item.Annotation(WellKnown.BindingUidAnnotation)),
        HubId = strings.Share(item.Annotation(WellKnown.HubIdAnnotation)),
        RenderedHash = strings.Share(item.Annotation(WellKnown.RenderedHashAnnotation)),
        SpecReplicas = Replicas(item.Spec.Span),
        Status = StatusReader.Read(resource.Group, resource.Kind, item.Json.Span),
    };

    private static int? Replicas(ReadOnlySpan<byte> spec)
    {
        if (spec.IsEmpty) return null;
        var reader = new Utf8JsonReader(spec);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var match = reader.ValueTextEquals("replicas"u8) || reader.ValueTextEquals("parallelism"u8);
            reader.Read();
            if (match && reader.TokenType == JsonTokenType.Number) return reader.GetInt32();
            reader.Skip();
        }

        return null;
    }
}
