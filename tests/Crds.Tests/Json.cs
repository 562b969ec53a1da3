using System.Text;
using System.Text.Json;

namespace Loadline.Crds.Tests;

internal static class Json
{
    public static readonly JsonSerializerOptions Options = CrdsJsonContext.Default.Options;

    public static string Text<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(Encoding.UTF8.GetBytes(json), Options)!;
}
