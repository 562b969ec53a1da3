using System.Reflection;

namespace Loadline.Demo.Script;

/// <summary>Where scripts come from.</summary>
internal static class DemoScript
{
    /// <summary>Value of <c>--script</c> that leaves the members alone.</summary>
    public const string None = "none";

    private const string BuiltInName = "built-in script";

    /// <summary>Reads the script of that path; null for the one that is built in.</summary>
    /// <exception cref="ScriptFormatException">A line is wrong.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it.</exception>
    public static IReadOnlyList<ScriptStep> Load(string? path, IReadOnlyCollection<string> members)
    {
        if (path == None) return [];
        return path is null ? new ScriptReader(BuiltInName, members).Read(BuiltIn()) : new ScriptReader(path, members).Read(File.ReadAllText(path));
    }

    private static string BuiltIn()
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("scripts/builtin.script")!);
        return reader.ReadToEnd();
    }
}
