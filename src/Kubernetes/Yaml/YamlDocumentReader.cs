using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Loadline.Kubernetes.Yaml;

/// <summary>Reads a YAML stream document by document into flat node lists. Anchors live as long as their document.</summary>
internal sealed class YamlDocumentReader
{
    /// <summary>Deeper than any real manifest (CRD schemas reach about 60); keeps hostile input off the stack.</summary>
    internal const int MaxDepth = 256;

    private const int Open = -1;

    private readonly Parser _parser;
    private readonly List<YamlNode> _nodes = [];
    private readonly Dictionary<string, int> _anchors = new(StringComparer.Ordinal);
    private readonly List<int> _open = [];

    public YamlDocumentReader(TextReader text) => _parser = new Parser(text);

    /// <summary>The next document, or null at the end of the stream. The list is reused by the following call.</summary>
    public List<YamlNode>? Read()
    {
        try
        {
            while (_parser.MoveNext())
            {
                switch (_parser.Current)
                {
                    case DocumentStart:
                        _nodes.Clear();
                        _anchors.Clear();
                        break;
                    case DocumentEnd:
                        return _nodes;
                    case ParsingEvent node:
                        Take(node);
                        break;
                }
            }

            return null;
        }
        catch (YamlException e)
        {
            throw new YamlFormatException(e.Message, e.Start.Line, e.Start.Column, e);
        }
    }

    private void Take(ParsingEvent e)
    {
        switch (e)
        {
            case Scalar scalar:
                Add(scalar, new YamlNode
                {
                    Kind = YamlNodeKind.Scalar,
                    Value = scalar.Value,
                    Plain = scalar.Style == ScalarStyle.Plain,
                    Next = _nodes.Count + 1,
                });
                break;
            case MappingStart mapping:
                Push(mapping, YamlNodeKind.Mapping);
                break;
            case SequenceStart sequence:
                Push(sequence, YamlNodeKind.Sequence);
                break;
            case MappingEnd or SequenceEnd:
                Pop();
                break;
            case AnchorAlias alias:
                TakeAlias(alias);
                break;
        }
    }

    private void Push(NodeEvent e, YamlNodeKind kind)
    {
        if (_open.Count == MaxDepth)
        {
            throw new YamlFormatException($"nested more than {MaxDepth} levels deep", e.Start.Line, e.Start.Column);
        }

        _open.Add(_nodes.Count);
        Add(e, new YamlNode { Kind = kind, Next = Open });
    }

    private void Pop()
    {
        var at = _open[^1];
        _open.RemoveAt(_open.Count - 1);
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_nodes)[at].Next = _nodes.Count;
    }

    private void TakeAlias(AnchorAlias alias)
    {
        var name = alias.Value.Value;
        if (!_anchors.TryGetValue(name, out var target))
        {
            throw new YamlFormatException($"alias *{name} has no anchor before it", alias.Start.Line, alias.Start.Column);
        }

        if (_nodes[target].Next == Open)
        {
            throw new YamlFormatException($"alias *{name} contains itself", alias.Start.Line, alias.Start.Column);
        }

        _nodes.Add(new YamlNode
        {
            Kind = YamlNodeKind.Alias,
            Value = name,
            Target = target,
            Next = _nodes.Count + 1,
            Line = alias.Start.Line,
            Column = alias.Start.Column,
        });
    }

    private void Add(NodeEvent e, YamlNode node)
    {
        node.Line = e.Start.Line;
        node.Column = e.Start.Column;
        node.Tag = e.Tag.IsEmpty ? null : e.Tag.Value;
        if (!e.Anchor.IsEmpty)
        {
            _anchors[e.Anchor.Value] = _nodes.Count;
        }

        _nodes.Add(node);
    }
}
