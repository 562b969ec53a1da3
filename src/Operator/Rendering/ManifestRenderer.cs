using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Loadline.Crds;
using Loadline.Operator.Json;

namespace Loadline.Operator.Rendering;

/// <summary>
/// Stage 3: what exactly shall one member hold of a template. The manifest is the complete server-side-apply intent (SA3): a field
/// that is not in it is either the member's own business or is removed there.
/// </summary>
internal static class ManifestRenderer
{
    private const int HashLength = 16;
    private const string HashPlaceholder = "0000000000000000";

    // The metadata and the annotations that we add are larger than what we leave out of a small template.
    private const int RoomForMetadata = 512;

    private static readonly JsonWriterOptions WriterOptions = new()
    {
        // The output goes to an API server, never into HTML: text of every script stays readable and short.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Renders the manifest.</summary>
    /// <param name="input">Template and assignment.</param>
    /// <exception cref="JsonException">The template is not a JSON object with metadata.</exception>
    /// <exception cref="InvalidOperationException">The template must not leave the hub; <see cref="NotPropagatable"/> tells beforehand.</exception>
    public static RenderedManifest Render(in RenderInput input)
    {
        var template = input.Template.Span;
        if (NotPropagatable.Reason(input.ApiVersion, input.Kind, template) is { } reason) throw new InvalidOperationException(reason);
        var kind = TemplateKinds.Of(TemplateKinds.GroupOf(input.ApiVersion), input.Kind);
        var rules = PruneRules.For(kind, template);
        using var buffer = new PooledBuffer(template.Length + RoomForMetadata);
        using var writer = new Utf8JsonWriter(buffer, WriterOptions);
        var copier = new TemplateCopier(template, writer);
        var edits = SpecEdits.For(kind, input.Replicas, input.Completions);
        var hashAt = 0;
        var specSeen = false;

        copier.BeginObject();
        writer.WriteStartObject();
        writer.WriteString("apiVersion"u8, input.ApiVersion);
        writer.WriteString("kind"u8, input.Kind);
        while (copier.NextProperty())
        {
            if (copier.IsNamed("metadata"u8))
            {
                hashAt = WriteMetadata(ref copier, writer, kind, in input);
            }
            else if (!edits.IsEmpty && copier.IsNamed("spec"u8))
            {
                specSeen = true;
                WriteSpec(ref copier, writer, rules.For("spec"), in edits);
            }
            else if (copier.IsNamed("apiVersion"u8) || copier.IsNamed("kind"u8) || copier.IsNamed("status"u8))
            {
                copier.SkipProperty();
            }
            else
            {
                copier.CopyProperty(copier.RulesFor(rules));
            }
        }

        if (hashAt == 0) throw new JsonException("The template has no metadata");
        if (!edits.IsEmpty && !specSeen)
        {
            writer.WriteStartObject("spec"u8);
            edits.Write(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.Flush();
        return Seal(buffer, hashAt);
    }

    /// <summary>Hashes the manifest with the placeholder in it, then puts the hash in the placeholder's place.</summary>
    private static RenderedManifest Seal(PooledBuffer buffer, int hashAt)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer.Written, digest);
        var hash = Convert.ToHexStringLower(digest[..(HashLength / 2)]);
        var json = buffer.Written.ToArray();
        Encoding.ASCII.GetBytes(hash, json.AsSpan(hashAt, HashLength));
        return new(json, hash);
    }

    private static int WriteMetadata(ref TemplateCopier copier, Utf8JsonWriter writer, TemplateKind kind, in RenderInput input)
    {
        copier.WriteName();
        copier.BeginObject();
        writer.WriteStartObject();
        // Always in this order, wherever the template has them: the same content must have the same hash.
        TemplateCopier labels = default, annotations = default;
        var (hasLabels, hasAnnotations) = (false, false);
        while (copier.NextProperty())
        {
            if (copier.IsNamed("name"u8) || copier.IsNamed("namespace"u8))
            {
                copier.CopyProperty(FieldRules.None);
                continue;
            }

            if (copier.IsNamed("labels"u8))
            {
                labels = copier;
                hasLabels = true;
            }
            else if (copier.IsNamed("annotations"u8))
            {
                annotations = copier;
                hasAnnotations = true;
            }

            copier.SkipProperty();
        }

        writer.WriteStartObject("labels"u8);
        if (hasLabels) CopyLabels(ref labels);
        writer.WriteString(WellKnown.ManagedLabel, WellKnown.True);
        writer.WriteEndObject();

        writer.WriteStartObject("annotations"u8);
        if (hasAnnotations) CopyAnnotations(ref annotations, kind);
        var hashAt = WriteOwnAnnotations(writer, in input);
        writer.WriteEndObject();

        writer.WriteEndObject();
        return hashAt;
    }

    private static void CopyLabels(ref TemplateCopier copier)
    {
        if (!copier.TryBeginObject()) return;
        while (copier.NextProperty())
        {
            // Ours on a template speak about the hub: loadline.io/templates on a member's namespace would refuse its pods.
            if (copier.PropertyName().StartsWith(AnnotationRules.OwnPrefix, StringComparison.Ordinal)) copier.SkipProperty();
            else copier.CopyProperty(FieldRules.None);
        }
    }

    private static void CopyAnnotations(ref TemplateCopier copier, TemplateKind kind)
    {
        if (!copier.TryBeginObject()) return;
        while (copier.NextProperty())
        {
            if (AnnotationRules.Dropped(kind, copier.PropertyName())) copier.SkipProperty();
            else copier.CopyProperty(FieldRules.None);
        }
    }

    private static int WriteOwnAnnotations(Utf8JsonWriter writer, in RenderInput input)
    {
        writer.WriteString(WellKnown.BindingUidAnnotation, input.BindingUid);
        writer.WriteString(WellKnown.PolicyAnnotation, input.Policy);
        writer.WriteString(WellKnown.HubIdAnnotation, input.HubId);
        writer.WriteString(WellKnown.RenderedHashAnnotation, HashPlaceholder);
        return (int)(writer.BytesCommitted + writer.BytesPending) - HashLength - 1;
    }

    private static void WriteSpec(ref TemplateCopier copier, Utf8JsonWriter writer, FieldRules rules, in SpecEdits edits)
    {
        copier.WriteName();
        writer.WriteStartObject();
        edits.Write(writer);
        if (copier.TryBeginObject())
        {
            while (copier.NextProperty())
            {
                if (edits.Replaces(ref copier)) copier.SkipProperty();
                else copier.CopyProperty(copier.RulesFor(rules));
            }
        }

        writer.WriteEndObject();
    }
}
