namespace Loadline.Kubernetes.Yaml;

/// <summary>Text that is not YAML, or YAML that JSON cannot hold. The message ends with the place.</summary>
public sealed class YamlFormatException : FormatException
{
    /// <summary>Names what is wrong and where.</summary>
    /// <param name="problem">What is wrong, without the place.</param>
    /// <param name="line">The line, counted from 1.</param>
    /// <param name="column">The column, counted from 1.</param>
    /// <param name="inner">The parser's own error, if there was one.</param>
    public YamlFormatException(string problem, long line, long column, Exception? inner = null)
        : base($"{problem} (line {line}, column {column})", inner)
    {
        Line = line;
        Column = column;
    }

    /// <summary>The line, counted from 1.</summary>
    public long Line { get; }

    /// <summary>The column, counted from 1.</summary>
    public long Column { get; }
}
