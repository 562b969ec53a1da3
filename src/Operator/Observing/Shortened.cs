namespace Loadline.Operator.Observing;

/// <summary>Texts that keep to a schema's limit.</summary>
internal static class Shortened
{
    /// <summary>The text, or as much of its beginning as fits with dots after it.</summary>
    public static string To(int most, string text) => text.Length <= most ? text : text[..(most - 3)] + "...";
}
