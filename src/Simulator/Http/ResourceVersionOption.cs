using System.Globalization;

namespace Loadline.Simulator.Http;

/// <summary>The <c>resourceVersion</c> option: "" and "0" are 0.</summary>
internal static class ResourceVersionOption
{
    /// <exception cref="ApiException">422: not a number.</exception>
    public static long Parse(string text)
    {
        if (text.Length == 0) return 0;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw ApiException.InvalidListOptions("resourceVersion", $"Invalid value: \"{text}\": strconv.ParseUint: parsing \"{text}\": invalid syntax");
    }
}
