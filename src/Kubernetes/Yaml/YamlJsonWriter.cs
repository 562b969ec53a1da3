using System.Runtime.InteropServices;
using System.Text.Json;

namespace Loadline.Kubernetes.Yaml;

/// <summary>Writes one flat YAML document as JSON, following aliases and merge keys within a budget.</summary>
internal sealed class YamlJsonWriter
{
    /// <summary>
    /// A document may repeat itself through aliases up to this many written nodes ("billion laughs" stops here; a 3 MB
    /// CRD bundle, the largest honest thing we read, has about 100,000).
    /// </summary>
    internal const int MaxWrittenNodes = 2_000_000;

    private readonly List<YamlNode> _nodes;
    private readonly Utf8JsonWriter _json;
    private int _budget = MaxWrittenNodes;
    private int _depth;

    public YamlJsonWriter(List<YamlNode> nodes, Utf8JsonWriter json)
    {
        _nodes = nodes;
        _json = json;
    }

    public void WriteDocument() => Write(0);

    private ref YamlNode At(int index) => ref CollectionsMarshal.AsSpan(_nodes)[index];

    private int Resolve(int index) => At(index).Kind == YamlNodeKind.Alias ? At(index).Target : index;

    private int Write(int index)
    {
        ref var node = ref At(index);
        if (--_budget < 0)
        {
            throw node.Error($"aliases expand to more than {MaxWrittenNodes} nodes");
        }

        if (_depth == YamlDocumentReader.MaxDepth)
        {
            throw node.Error($"nested more than {YamlDocumentReader.MaxDepth} levels deep");
        }

        _depth++;
        switch (node.Kind)
        {
            case YamlNodeKind.Scalar:
                WriteScalar(node);
                break;
            case YamlNodeKind.Alias:
                Write(node.Target);
                break;
            case YamlNodeKind.Sequence:
                WriteSequence(index);
                break;
            default:
                CheckCollectionTag(node, "map");
                _json.WriteStartObject();
                WriteMembers(index, []);
                _json.WriteEndObject();
                break;
        }

        _depth--;
        return node.Next;
    }

    private void WriteSequence(int index)
    {
        CheckCollectionTag(At(index), "seq");
        _json.WriteStartArray();
        var end = At(index).Next;
        for (var i = index + 1; i < end;)
        {
            i = Write(i);
        }

        _json.WriteEndArray();
    }

    /// <summary>A mapping's own keys first, then those of its merges ("&lt;&lt;") that it does not set itself.</summary>
    private void WriteMembers(int mapping, HashSet<string> written)
    {
        List<int>? merges = null;
        var own = written.Count == 0 ? written : new HashSet<string>(StringComparer.Ordinal);
        var end = At(mapping).Next;
        for (var i = mapping + 1; i < end;)
        {
            ref var key = ref At(Resolve(i));
            var value = At(i).Next;
            if (key.Kind != YamlNodeKind.Scalar)
            {
                throw At(i).Error("a mapping key must be a plain value, because JSON has only text keys");
            }

            if (key is { Plain: true, Value: "<<" })
            {
                (merges ??= []).Add(value);
                i = At(value).Next;
                continue;
            }

            if (!own.Add(key.Value!))
            {
                throw At(i).Error($"key \"{key.Value}\" appears twice in one mapping");
            }

            if (ReferenceEquals(own, written) || written.Add(key.Value!))
            {
                _json.WritePropertyName(key.Value!);
                Write(value);
            }

            i = At(value).Next;
        }

        foreach (var merge in merges ?? [])
        {
            Merge(merge, written);
        }
    }

    private void Merge(int index, HashSet<string> written)
    {
        var source = Resolve(index);
        if (--_budget < 0)
        {
            throw At(index).Error($"aliases expand to more than {MaxWrittenNodes} nodes");
        }

        switch (At(source).Kind)
        {
            case YamlNodeKind.Mapping:
                WriteMembers(source, written);
                break;
            case YamlNodeKind.Sequence:
                var end = At(source).Next;
                for (var i = source + 1; i < end; i = At(i).Next)
                {
                    Merge(i, written);
                }

                break;
            default:
                throw At(index).Error("\"<<\" merges a mapping or a list of mappings");
        }
    }

    private void WriteScalar(in YamlNode node)
    {
        var text = node.Value!;
        switch (node.Tag)
        {
            case null when !node.Plain:
            case "!" or "tag:yaml.org,2002:str" or "tag:yaml.org,2002:binary" or "tag:yaml.org,2002:timestamp":
                _json.WriteStringValue(text);
                return;
            case null:
                break;
            case "tag:yaml.org,2002:null" or "tag:yaml.org,2002:bool" or "tag:yaml.org,2002:int" or "tag:yaml.org,2002:float":
                if (YamlScalar.Classify(text) == YamlScalarKind.Text)
                {
                    throw node.Error($"\"{text}\" is not a {node.Tag["tag:yaml.org,2002:".Length..]}");
                }

                break;
            default:
                throw node.Error($"tag {node.Tag} is not supported");
        }

        switch (YamlScalar.Classify(text))
        {
            case YamlScalarKind.Null:
                _json.WriteNullValue();
                break;
            case YamlScalarKind.True:
                _json.WriteBooleanValue(true);
                break;
            case YamlScalarKind.False:
                _json.WriteBooleanValue(false);
                break;
            case YamlScalarKind.Number:
                WriteNumber(node, text);
                break;
            case YamlScalarKind.NotFinite:
                throw node.Error($"{text} has no JSON form");
            default:
                _json.WriteStringValue(text);
                break;
        }
    }

    private void WriteNumber(in YamlNode node, string text)
    {
        if (text.Length > 400)
        {
            throw node.Error("a number of more than 400 digits");
        }

        YamlScalar.WriteNumber(_json, text);
    }

    private static void CheckCollectionTag(in YamlNode node, string expected)
    {
        if (node.Tag is not null && node.Tag != "!" && node.Tag != "tag:yaml.org,2002:" + expected)
        {
            throw node.Error($"tag {node.Tag} is not supported");
        }
    }
}
