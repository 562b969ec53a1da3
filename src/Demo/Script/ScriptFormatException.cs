namespace Loadline.Demo.Script;

/// <summary>A line of a script that cannot be understood; the message begins with where it is.</summary>
internal sealed class ScriptFormatException(string source, int line, string problem) : Exception($"{source}, line {line}: {problem}");
