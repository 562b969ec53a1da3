namespace Loadline.Testing;

/// <summary>Finds files of the repository from the folder that the tests run in.</summary>
internal static class RepositoryRoot
{
    public static string Path(params ReadOnlySpan<string> parts)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Loadline.slnx"))) folder = folder.Parent;
        Assert.NotNull(folder);
        return System.IO.Path.Combine([folder.FullName, .. parts]);
    }
}
