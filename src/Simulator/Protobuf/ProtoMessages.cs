using System.Globalization;

namespace Loadline.Simulator.Protobuf;

internal enum ProtoShape
{
    One,
    List,
    Map,
}

/// <summary>A field: its JSON name and type. <see cref="KeepZero"/> tells Go pointers from values, whose zero means absent.</summary>
internal sealed record ProtoField(string Name, string Type, ProtoShape Shape, bool KeepZero);

/// <summary>The messages of <c>messages.txt</c>.</summary>
internal sealed class ProtoMessages
{
    private static readonly Lazy<ProtoMessages> Embedded = new(Load);

    private readonly Dictionary<string, Dictionary<int, ProtoField>> _messages = [];
    private readonly Dictionary<string, string> _kinds = [];

    public static ProtoMessages Known => Embedded.Value;

    /// <summary>Fields of a message; null for scalars.</summary>
    public IReadOnlyDictionary<int, ProtoField>? Find(string message) => _messages.GetValueOrDefault(message);

    /// <summary>Name of a kind's message, or null where it is not known.</summary>
    public string? Of(string apiVersion, string kind) => _kinds.GetValueOrDefault($"{apiVersion}/{kind}");

    private static ProtoMessages Load()
    {
        var messages = new ProtoMessages();
        using var reader = new StreamReader(typeof(ProtoMessages).Assembly.GetManifestResourceStream("protobuf-messages.txt")!);
        Dictionary<int, ProtoField> current = [];
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#') continue;
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (line[0] != ' ')
            {
                messages._messages[words[0]] = current = [];
                if (words.Length == 3) messages._kinds[words[2]] = words[0];
            }
            else
            {
                current[int.Parse(words[0], CultureInfo.InvariantCulture)] = Field(words[1], words[2]);
            }
        }
        return messages;
    }

    private static ProtoField Field(string name, string type) => type[0] switch
    {
        '[' => new ProtoField(name, type[1..^1], ProtoShape.List, true),
        '{' => new ProtoField(name, type[1..^1], ProtoShape.Map, true),
        _ when type[^1] == '?' => new ProtoField(name, type[..^1], ProtoShape.One, true),
        _ => new ProtoField(name, type, ProtoShape.One, false),
    };
}
