namespace Loadline.Crds.Tests;

public sealed class ApiReferenceIsUpToDate
{
    private const string Marker = "<!-- Everything below is generated from the types of src/Crds. Do not edit; run the tests of tests/Crds.Tests with LOADLINE_UPDATE_CRDS=1. -->\n";

    [Fact]
    public void The_reference_lists_what_the_types_say()
    {
        var path = RepositoryRoot.Path("docs", "reference", "api.md");
        var text = File.ReadAllText(path);
        var marker = text.IndexOf(Marker, StringComparison.Ordinal);
        Assert.True(marker > 0, "docs/reference/api.md has lost its marker");
        var expected = text[..marker] + Marker + "\n" + ApiReference.Write();
        if (Environment.GetEnvironmentVariable("LOADLINE_UPDATE_CRDS") == "1") File.WriteAllText(path, expected);
        Assert.True(File.ReadAllText(path) == expected, "docs/reference/api.md is out of date: run these tests with LOADLINE_UPDATE_CRDS=1 and commit the result");
    }
}
