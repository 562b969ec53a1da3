namespace Loadline.Crds.Validation;

/// <summary>Kubernetes' syntax of names and labels.</summary>
internal static class NameSyntax
{
    public const string LabelKeyHint = "must be a label key: an optional DNS prefix and '/', then at most 63 letters, digits, '-', '_' or '.', starting and ending with a letter or digit";
    public const string LabelValueHint = "must be a label value: at most 63 letters, digits, '-', '_' or '.', starting and ending with a letter or digit";

    /// <summary>A DNS-1123 label: at most 63 lower-case letters, digits and dashes, with no dash at the ends.</summary>
    public static bool IsDnsLabel(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= 63 && text[0] != '-' && text[^1] != '-' && !text.ContainsAnyExcept(Characters.Dns);

    /// <summary>A DNS-1123 subdomain: labels joined by dots, at most 253 characters.</summary>
    public static bool IsDnsSubdomain(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > 253) return false;
        foreach (var range in text.Split('.'))
        {
            var label = text[range];
            if (label.IsEmpty || label[0] == '-' || label[^1] == '-' || label.ContainsAnyExcept(Characters.Dns)) return false;
        }

        return true;
    }

    /// <summary>A qualified name, as the keys of labels, annotations and taints are.</summary>
    public static bool IsLabelKey(ReadOnlySpan<char> text)
    {
        var slash = text.IndexOf('/');
        if (slash < 0) return IsNamePart(text);
        return IsDnsSubdomain(text[..slash]) && IsNamePart(text[(slash + 1)..]);
    }

    /// <summary>A label value; may be empty.</summary>
    public static bool IsLabelValue(ReadOnlySpan<char> text) => text.IsEmpty || IsNamePart(text);

    /// <summary>A JSON pointer (RFC 6901) that is not the whole document.</summary>
    public static bool IsJsonPointer(ReadOnlySpan<char> text)
    {
        if (text is not ['/', ..]) return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '~' && (i + 1 == text.Length || text[i + 1] is not ('0' or '1'))) return false;
        }

        return true;
    }

    private static bool IsNamePart(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= 63 && char.IsAsciiLetterOrDigit(text[0]) && char.IsAsciiLetterOrDigit(text[^1]) && !text.ContainsAnyExcept(Characters.Name);

    private static class Characters
    {
        public static readonly System.Buffers.SearchValues<char> Dns = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
        public static readonly System.Buffers.SearchValues<char> Name = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");
    }
}
