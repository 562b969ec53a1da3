using System.Reflection;
using Loadline.Registry.Exploration.Subjects;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Loadline.Registry.Exploration.Mutants;

/// <summary>Compiles the sources of the lock-free code with one defect in them.</summary>
internal static class MutantCompiler
{
    private const string Usings =
        "global using System; global using System.Collections.Generic; global using System.Linq; global using System.Threading;";

    private static readonly CSharpParseOptions Language = new(LanguageVersion.Preview);

    public static ISubjectFactory Compile(Mutant mutant)
    {
        var found = false;
        var trees = new List<SyntaxTree> { CSharpSyntaxTree.ParseText(Usings, Language) };
        foreach (var (name, text) in Sources())
        {
            var source = text;
            if (name == mutant.File)
            {
                found = true;
                source = Replace(mutant, text);
            }

            trees.Add(CSharpSyntaxTree.ParseText(source, Language, name));
        }

        if (!found) throw new ArgumentException($"'{mutant.Name}': there is no source {mutant.File}", nameof(mutant));
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable);
        var compilation = CSharpCompilation.Create($"Defect-{mutant.Name}", trees, References(), options);
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        if (!result.Success)
        {
            var errors = result.Diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error);
            throw new ArgumentException($"'{mutant.Name}' does not compile: {string.Join("; ", errors)}", nameof(mutant));
        }

        var type = Assembly.Load(image.ToArray()).GetType(typeof(SubjectFactory).FullName!, throwOnError: true)!;
        return (ISubjectFactory)Activator.CreateInstance(type)!;
    }

    private static string Replace(Mutant mutant, string source)
    {
        var at = source.IndexOf(mutant.Text, StringComparison.Ordinal);
        if (at < 0 || source.IndexOf(mutant.Text, at + 1, StringComparison.Ordinal) >= 0)
            throw new ArgumentException($"'{mutant.Name}': its text does not occur exactly once in {mutant.File}", nameof(mutant));
        return source.Replace(mutant.Text, mutant.With, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Name, string Text)> Sources()
    {
        var assembly = typeof(MutantCompiler).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(static n => n.Contains('/', StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (name, reader.ReadToEnd());
        }
    }

    private static IEnumerable<MetadataReference> References()
    {
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path) is var file
                && (file.StartsWith("System.", StringComparison.Ordinal) || file is "mscorlib.dll" or "netstandard.dll"));
        return platform.Append(typeof(MutantCompiler).Assembly.Location).Select(static path => MetadataReference.CreateFromFile(path));
    }
}
