using System.Text;
using System.Text.Json;
using Loadline.Kubernetes.Config;

namespace Loadline.Kubernetes.Tests.Config;

public sealed class TokenSourceTests : IDisposable
{
    private const string V1 = "client.authentication.k8s.io/v1";

    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _directory.Dispose();

    private static async Task<string?> Token(ITokenSource source) => (await source.GetAsync(default))?.Authorization;

    private ExecTokenSource Exec(IExecRunner runner, bool clusterInfo = false) => new(
        new ExecCredentialConfig { Command = "login", ApiVersion = V1, ProvideClusterInfo = clusterInfo },
        new KubernetesClientConfiguration { Host = new Uri("https://hub:6443"), TlsServerName = "api" },
        _time,
        runner);

    [Fact]
    public async Task A_token_file_is_read_again_after_fifty_seconds()
    {
        var path = _directory.Write("token", "one\n");
        using var source = new FileTokenSource(path, _time, null);
        Assert.Equal("Bearer one", await Token(source));
        _directory.Write("token", "two");
        _time.Advance(TimeSpan.FromSeconds(49));
        Assert.Equal("Bearer one", await Token(source));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("Bearer two", await Token(source));
    }

    [Fact]
    public async Task A_refused_token_is_read_again_at_once_and_an_older_one_is_not()
    {
        var path = _directory.Write("token", "one");
        using var source = new FileTokenSource(path, _time, null);
        var one = await source.GetAsync(default);
        source.Invalidate(one!);
        Assert.Same(one, await source.GetAsync(default));

        _directory.Write("token", "two");
        source.Invalidate(one!);
        var two = await source.GetAsync(default);
        Assert.Equal("Bearer two", two!.Authorization);
        _directory.Write("token", "three");
        source.Invalidate(one!);
        Assert.Same(two, await source.GetAsync(default));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  \n")]
    [InlineData("a\u0001b")]
    public async Task A_token_file_that_breaks_leaves_the_last_good_token(string? content)
    {
        var path = _directory.Write("token", "one");
        using var source = new FileTokenSource(path, _time, null);
        await source.GetAsync(default);
        File.Delete(path);
        if (content is not null)
        {
            _directory.Write("token", content);
        }

        _time.Advance(FileTokenSource.Period);
        Assert.Equal("Bearer one", await Token(source));
    }

    [Fact]
    public async Task A_token_file_that_never_was_is_an_error_that_names_it()
    {
        using var source = new FileTokenSource(Path.Combine(_directory.Path, "none"), _time, null);
        var e = await Assert.ThrowsAsync<KubeConfigException>(async () => await source.GetAsync(default));
        Assert.Contains("none", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hundred_requests_run_the_program_once()
    {
        var runner = new FakeRunner { Block = new TaskCompletionSource() };
        using var source = Exec(runner);
        var all = Enumerable.Range(0, 100).Select(_ => source.GetAsync(default).AsTask()).ToArray();
        runner.Block.SetResult();
        Assert.Single((await Task.WhenAll(all)).Distinct());
        Assert.Equal(1, runner.Runs);
    }

    [Fact]
    public async Task A_storm_of_401_runs_the_program_once_more()
    {
        var runner = new FakeRunner();
        using var source = Exec(runner);
        var refused = (await source.GetAsync(default))!;
        var all = await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ =>
        {
            source.Invalidate(refused);
            return await source.GetAsync(default);
        }));
        Assert.Single(all.Distinct());
        Assert.Equal(2, runner.Runs);
    }

    [Fact]
    public async Task A_credential_is_used_until_it_expires()
    {
        var runner = new FakeRunner { Expires = _time.GetUtcNow().AddMinutes(10) };
        using var source = Exec(runner);
        Assert.Equal("Bearer t1", await Token(source));
        _time.Advance(TimeSpan.FromMinutes(9.9));
        Assert.Equal("Bearer t1", await Token(source));
        _time.Advance(TimeSpan.FromMinutes(0.1));
        runner.Expires = _time.GetUtcNow().AddMinutes(10);
        Assert.Equal("Bearer t2", await Token(source));
    }

    [Fact]
    public async Task The_program_is_told_about_the_cluster_only_when_asked_for()
    {
        var runner = new FakeRunner();
        using var without = Exec(runner);
        await without.GetAsync(default);
        Assert.Equal("""{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","spec":{"interactive":false}}""", runner.Info);
        using var with = Exec(runner, clusterInfo: true);
        await with.GetAsync(default);
        using var info = JsonDocument.Parse(runner.Info!);
        Assert.Equal("""{"server":"https://hub:6443","tls-server-name":"api"}""", info.RootElement.GetProperty("spec").GetProperty("cluster").GetRawText());
    }

    [Theory]
    [InlineData("rubbish s3cret")]
    [InlineData("{\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"s3cret\"}}")]
    [InlineData("{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\"}")]
    [InlineData("{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{\"token\":[\"s3cret\"]}}")]
    [InlineData("{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"a\",\"clientCertificateData\":\"s3cret\"}}")]
    public async Task A_reply_that_is_not_a_credential_is_an_error_without_its_content(string output)
    {
        using var source = Exec(new FakeRunner { Output = output });
        var e = await Assert.ThrowsAsync<KubeConfigException>(async () => await source.GetAsync(default));
        Assert.DoesNotContain("s3cret", e.ToString(), StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task A_real_program_gets_its_arguments_and_environment_without_a_shell()
    {
        var script = _directory.Write("login", """
            #!/bin/sh
            echo "$KUBERNETES_EXEC_INFO" | grep -q '"interactive":false' || exit 3
            printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s-%s"}}' "$1" "$WHO"
            """);
        var exec = new ExecCredentialConfig { Command = "/bin/sh", Args = [script, "$HOME;x"], Env = [new("WHO", "me")], ApiVersion = V1 };
        using var source = new ExecTokenSource(exec, new KubernetesClientConfiguration { Host = new Uri("https://hub") }, _time, new ExecProcess());
        Assert.Equal("Bearer $HOME;x-me", await Token(source));
    }

    [UnixFact]
    public async Task A_program_that_fails_or_does_not_exist_says_why()
    {
        var fails = new ExecCredentialConfig { Command = "/bin/sh", Args = ["-c", "echo no session >&2; exit 7"], ApiVersion = V1 };
        var missing = new ExecCredentialConfig { Command = Path.Combine(_directory.Path, "none"), ApiVersion = V1, InstallHint = "Install it." };
        var process = new ExecProcess();
        Assert.Contains("ended with 7: no session", (await Assert.ThrowsAsync<KubeConfigException>(() => process.RunAsync(fails, "", default))).Message, StringComparison.Ordinal);
        Assert.EndsWith("Install it.", (await Assert.ThrowsAsync<KubeConfigException>(() => process.RunAsync(missing, "", default))).Message, StringComparison.Ordinal);
    }

    private sealed class FakeRunner : IExecRunner
    {
        private int _runs;

        public int Runs => _runs;

        public TaskCompletionSource? Block { get; init; }

        public DateTimeOffset? Expires { get; set; }

        public string? Output { get; init; }

        public string? Info { get; private set; }

        public async Task<byte[]> RunAsync(ExecCredentialConfig exec, string info, CancellationToken cancellationToken)
        {
            var run = Interlocked.Increment(ref _runs);
            Info = info;
            if (Block is not null)
            {
                await Block.Task;
            }

            return Encoding.UTF8.GetBytes(Output ?? JsonSerializer.Serialize(new
            {
                apiVersion = V1,
                kind = "ExecCredential",
                status = new { token = $"t{run}", expirationTimestamp = Expires },
            }));
        }
    }
}
