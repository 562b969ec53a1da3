namespace Loadline.Operator.Tests.Corpus;

/// <summary>Templates as an API server returns them.</summary>
internal static class Template
{
    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Corpus", name + ".json"));

    public static IEnumerable<string> Names() =>
        Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Corpus"), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)!).Order();
}
