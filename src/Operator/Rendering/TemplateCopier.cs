using System.Text.Json;
using Loadline.Operator.Json;

namespace Loadline.Operator.Rendering;

/// <summary>Copies JSON from a template to a manifest in one pass, leaving out what <see cref="FieldRules"/> name.</summary>
internal ref struct TemplateCopier(ReadOnlySpan<byte> source, Utf8JsonWriter writer)
{
    private readonly ReadOnlySpan<byte> _source = source;
    private Utf8JsonReader _reader = new(source);

    /// <summary>Enters the object that comes next.</summary>
    /// <exception cref="JsonException">Something else comes next.</exception>
    public void BeginObject()
    {
        if (!TryBeginObject()) throw new JsonException($"Expected an object, found {_reader.TokenType}");
    }

    /// <summary>Enters the object that comes next; anything else is passed over.</summary>
    public bool TryBeginObject()
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.StartObject) return true;
        _reader.Skip();
        return false;
    }

    /// <summary>Moves to the next property of the object; false at its end.</summary>
    public bool NextProperty() => _reader.Read() && _reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>Whether the property that the reader stands on has this name.</summary>
    public readonly bool IsNamed(ReadOnlySpan<byte> name) => _reader.ValueTextEquals(name);

    /// <summary>The rules for the property that the reader stands on.</summary>
    public readonly FieldRules RulesFor(FieldRules rules) => rules.For(in _reader);

    /// <summary>The name of the property that the reader stands on.</summary>
    public readonly string PropertyName() => _reader.GetString()!;

    /// <summary>Moves past the value of the property that the reader stands on without copying.</summary>
    public void SkipProperty()
    {
        _reader.Read();
        _reader.Skip();
    }

    /// <summary>Copies the property that the reader stands on, if the rules leave it in.</summary>
    public void CopyProperty(FieldRules rules)
    {
        if (rules.Dropped)
        {
            SkipProperty();
            return;
        }

        WriteName();
        _reader.Read();
        CopyValue(rules);
    }

    /// <summary>Writes the name of the property that the reader stands on.</summary>
    public readonly void WriteName()
    {
        if (_reader.ValueIsEscaped) writer.WritePropertyName(_reader.GetString()!);
        else writer.WritePropertyName(_reader.ValueSpan);
    }

    private void CopyValue(FieldRules rules)
    {
        if (rules.IsEmpty || _reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            writer.WriteRawValue(JsonFields.TakeValue(ref _reader, _source), skipInputValidation: true);
        else if (_reader.TokenType == JsonTokenType.StartObject)
            CopyObject(rules);
        else
            CopyList(rules);
    }

    private void CopyObject(FieldRules rules)
    {
        writer.WriteStartObject();
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName) CopyProperty(rules.For(in _reader));
        writer.WriteEndObject();
    }

    private void CopyList(FieldRules rules)
    {
        writer.WriteStartArray();
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            if (rules.DropElement is { } dropped && dropped(PeekValue())) _reader.Skip();
            else CopyValue(rules.Elements);
        }

        writer.WriteEndArray();
    }

    private readonly ReadOnlySpan<byte> PeekValue()
    {
        var ahead = _reader;
        return JsonFields.TakeValue(ref ahead, _source);
    }
}
