using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Loadline.Kubernetes.Models;

/// <summary>A value that is an integer or a string on the wire, for example a count or a percentage.</summary>
/// <param name="Number">The integer form; null when the value is text.</param>
/// <param name="Text">The text form; null when the value is an integer.</param>
[JsonConverter(typeof(IntOrStringJsonConverter))]
public readonly record struct IntOrString(int? Number, string? Text)
{
    /// <summary>From an integer.</summary>
    public static implicit operator IntOrString(int value) => new(value, null);

    /// <summary>From text.</summary>
    public static implicit operator IntOrString(string value) => new(null, value);

    /// <summary>Scales to a count: an integer stands for itself, a percentage is of <paramref name="total"/>, rounded up.</summary>
    /// <param name="total">What a percentage is taken of.</param>
    /// <exception cref="FormatException">The text is neither a percentage nor a number.</exception>
    public int ScaledTo(int total)
    {
        if (Number is { } n) return n;
        var text = Text ?? "0";
        return text.EndsWith('%')
            ? (int)Math.Min(int.MaxValue, Math.Ceiling(total * (double.Parse(text.AsSpan(0, text.Length - 1), CultureInfo.InvariantCulture) / 100)))
            : int.Parse(text, CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public override string ToString() => Number?.ToString(CultureInfo.InvariantCulture) ?? Text ?? "";
}

/// <summary>Reads and writes <see cref="IntOrString"/>.</summary>
public sealed class IntOrStringJsonConverter : JsonConverter<IntOrString>
{
    /// <inheritdoc/>
    public override IntOrString Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number ? new(reader.GetInt32(), null) : new(null, reader.GetString());

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IntOrString value, JsonSerializerOptions options)
    {
        if (value.Number is { } n) writer.WriteNumberValue(n);
        else writer.WriteStringValue(value.Text);
    }
}
