using System.Text.RegularExpressions;

namespace Loadline.Repository.Tests;

/// <summary>What source code may not do, because tests, the simulator and <c>simulate</c> run the same code on values and on virtual time.</summary>
public sealed partial class SourceRuleTests
{
    public static TheoryData<string> PureProjects => ["src/Crds", "src/Registry", "src/Placement"];

    [Theory]
    [MemberData(nameof(PureProjects))]
    public void Pure_projects_touch_no_file_network_process_or_console(string folder)
    {
        Assert.Empty(RepositoryFiles.Under(folder, ".cs").SelectMany(path => SourceText.Find(path, InputOutput())));
    }

    [Fact]
    public void Time_comes_from_a_TimeProvider()
    {
        Assert.Empty(RepositoryFiles.Under("src", ".cs").SelectMany(path => SourceText.Find(path, WallClock())));
    }

    [Fact]
    public void Delays_take_the_TimeProvider()
    {
        var bare = RepositoryFiles.Under("src", ".cs")
            .SelectMany(path => SourceText.Find(path, Delay()))
            .Where(line => !ClockArgument().IsMatch(line));

        Assert.Empty(bare);
    }

    [Fact]
    public void Nothing_blocks_a_thread_or_loses_an_exception()
    {
        Assert.Empty(RepositoryFiles.Under("src", ".cs").SelectMany(path => SourceText.Find(path, BlockingOrLost())));
    }

    [GeneratedRegex("""
        \b(File|Directory|Process|Console)\.[A-Z] | \bnew\s+(FileStream|FileInfo|DirectoryInfo|StreamReader|StreamWriter)\( |
        \b(HttpClient|Socket|TcpClient|TcpListener|UdpClient|SslStream)\b
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex InputOutput();

    [GeneratedRegex("""\bDateTime(Offset)?\.(UtcNow|Now|Today)\b""")]
    private static partial Regex WallClock();

    [GeneratedRegex("""\bTask\.Delay\(""")]
    private static partial Regex Delay();

    [GeneratedRegex("""[cC]lock|[tT]ime(Provider)?\b|TimeProvider""")]
    private static partial Regex ClockArgument();

    [GeneratedRegex("""\basync\s+void\b|\.GetAwaiter\(\)\.GetResult\(\)|\bThread\.Sleep\(|\.Wait\(\)""")]
    private static partial Regex BlockingOrLost();
}
