using System.Text.Json;

namespace Loadline.Operator.Json;

/// <summary>Finds single values in raw JSON without building a document.</summary>
internal static class JsonFields
{
    /// <summary>The raw JSON of the value at a path of property names, or empty when any step is missing.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> json, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            json = FindProperty(json, name);
            if (json.IsEmpty) break;
        }

        return json;
    }

    /// <summary>The text of the string at a path, or null when it is missing or not a string.</summary>
    public static string? FindString(ReadOnlySpan<byte> json, params ReadOnlySpan<string> path)
    {
        var value = Find(json, path);
        if (value.IsEmpty) return null;
        var reader = new Utf8JsonReader(value);
        return reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
    }

    /// <summary>The whole number at a path, or null when it is missing, null, or not a whole number.</summary>
    public static long? FindInteger(ReadOnlySpan<byte> json, params ReadOnlySpan<string> path)
    {
        var value = Find(json, path);
        if (value.IsEmpty) return null;
        var reader = new Utf8JsonReader(value);
        return reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) ? number : null;
    }

    /// <summary>Whether the value at a path is the literal <c>true</c>.</summary>
    public static bool IsTrue(ReadOnlySpan<byte> json, params ReadOnlySpan<string> path) => Find(json, path).SequenceEqual("true"u8);

    /// <summary>Moves past the value that the reader stands on and returns that value's raw JSON.</summary>
    /// <param name="reader">Stands on the first token of a value; afterwards on its last.</param>
    /// <param name="source">What the reader reads.</param>
    public static ReadOnlySpan<byte> TakeValue(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> source)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return source[start..(int)reader.BytesConsumed];
    }

    private static ReadOnlySpan<byte> FindProperty(ReadOnlySpan<byte> json, string name)
    {
        if (json.IsEmpty) return default;
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(name);
            reader.Read();
            if (found) return TakeValue(ref reader, json);
            reader.Skip();
        }

        return default;
    }
}
