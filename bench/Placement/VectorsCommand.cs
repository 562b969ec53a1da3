using System.CommandLine;
using Loadline.Placement.Vectors;

namespace Loadline.Bench.Placement;

/// <summary>The vectors verb: does placement give the answers that Karmada's scheduler gave?</summary>
internal static class VectorsCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("file") { Description = "JSON lines, one case each" };
        var command = new Command("vectors", "Places every case of a file and compares with the recorded answers; exit code 0 only when all match") { file };
        command.SetAction(parsed => Run(parsed.GetValue(file)!, Console.Out, Console.Error));
        return command;
    }

    private static int Run(FileInfo file, TextWriter output, TextWriter errors)
    {
        var (total, mismatches) = (0, new List<string>());
        try
        {
            foreach (var vector in VectorReader.Read(File.ReadLines(file.FullName)))
            {
                total++;
                if (vector.Mismatch() is { } mismatch) mismatches.Add(mismatch);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            errors.WriteLine(e.Message);
            return 2;
        }

        output.WriteLine($"{total - mismatches.Count} of {total} match");
        foreach (var mismatch in mismatches) output.WriteLine(mismatch);
        return mismatches.Count == 0 && total > 0 ? 0 : 1;
    }
}
