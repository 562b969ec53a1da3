namespace Loadline.Simulator.Tests.Contract;

/// <summary>What a resourceVersion asks of a read, and what becomes of pages and old versions.</summary>
[Collection(nameof(ContractSuite))]
public sealed class VersionContract(Targets targets)
{
    [Theory, EveryServer]
    public async Task A_list_without_a_version_sees_every_write_before_it(string target)
    {
        var path = await targets[target].Maps();
        for (var i = 0; i < 5; i++)
        {
            (await targets[target].Post(path, Manifests.ConfigMap($"m{i}"))).Expect(201);
            Assert.Equal(i + 1, (await targets[target].Get(path)).Expect(200).Items.Count);
        }
    }

    [Theory, EveryServer]
    public async Task A_list_at_version_0_answers_with_some_state_and_its_version(string target)
    {
        var path = await targets[target].Maps("a");
        var list = (await targets[target].Get($"{path}?resourceVersion=0")).Expect(200);
        Assert.Matches("^[1-9][0-9]*$", list.ResourceVersion);
    }

    [Theory, EveryServer]
    public async Task A_list_not_older_than_a_write_has_it(string target)
    {
        var path = await targets[target].Maps();
        foreach (var (name, match) in (IEnumerable<(string, string)>)[("a", "&resourceVersionMatch=NotOlderThan"), ("b", "")])
        {
            var written = (await targets[target].Post(path, Manifests.ConfigMap(name))).Expect(201).ResourceVersion;
            var list = (await targets[target].Get($"{path}?resourceVersion={written}{match}")).Expect(200);
            Assert.Contains(name, list.Names);
            Assert.True(long.Parse(list.ResourceVersion) >= long.Parse(written));
        }
    }

    [Theory, EveryServer]
    public async Task An_exact_list_has_the_version_that_was_asked_for(string target)
    {
        var path = await targets[target].Maps("a");
        var version = (await targets[target].Get(path)).ResourceVersion;
        (await targets[target].Post(path, Manifests.ConfigMap("b"))).Expect(201);
        var past = (await targets[target].Get($"{path}?resourceVersion={version}&resourceVersionMatch=Exact")).Expect(200);
        Assert.Equal(version, past.ResourceVersion);
        Assert.Equal(["a"], past.Names);
    }

    [Theory, EveryServer]
    public async Task An_exact_list_pages_through_that_version(string target)
    {
        var path = await targets[target].Maps("a", "b", "c");
        var version = (await targets[target].Get(path)).ResourceVersion;
        (await targets[target].Delete($"{path}/c")).Expect(200);
        var first = (await targets[target].Get($"{path}?resourceVersion={version}&resourceVersionMatch=Exact&limit=2")).Expect(200);
        Assert.Equal(["a", "b"], first.Names);
        var second = await targets[target].Get($"{path}?limit=2&continue={Token(first)}");
        Assert.Equal(["c"], second.Expect(200).Names);
    }

    [Theory, EveryServer]
    public async Task A_match_needs_a_version(string target)
    {
        var path = await targets[target].Maps();
        var refused = (await targets[target].Get($"{path}?resourceVersionMatch=NotOlderThan")).Expect(422);
        Assert.Equal("resourceVersionMatch", Assert.Single(refused.CauseFields()));
    }

    [Theory, EveryServer]
    public async Task Exact_is_forbidden_for_version_0(string target)
    {
        var path = await targets[target].Maps();
        var refused = (await targets[target].Get($"{path}?resourceVersion=0&resourceVersionMatch=Exact")).Expect(422);
        Assert.Contains("resourceVersionMatch", refused.CauseFields());
    }

    [Theory, EveryServer]
    public async Task An_unknown_match_is_Invalid(string target)
    {
        var path = await targets[target].Maps();
        var refused = (await targets[target].Get($"{path}?resourceVersion=5&resourceVersionMatch=Newest")).Expect(422);
        Assert.Equal("FieldValueNotSupported", (string)refused.Body["details"]!["causes"]![0]!["reason"]!);
    }

    [Theory, EveryServer]
    public async Task A_match_is_forbidden_for_a_plain_watch(string target)
    {
        var path = await targets[target].Maps();
        var refused = (await targets[target].Get($"{path}?watch=true&resourceVersion=5&resourceVersionMatch=NotOlderThan")).Expect(422);
        Assert.Contains("resourceVersionMatch", refused.CauseFields());
    }

    [Theory, EveryServer]
    public async Task A_match_is_forbidden_with_a_continue_token(string target)
    {
        var path = await targets[target].Maps("a", "b");
        var first = (await targets[target].Get($"{path}?limit=1")).Expect(200);
        (await targets[target].Get($"{path}?limit=1&continue={Token(first)}&resourceVersionMatch=NotOlderThan")).Expect(422);
    }

    [Theory, EveryServer]
    public async Task A_version_is_refused_with_a_continue_token(string target)
    {
        var path = await targets[target].Maps("a", "b");
        var first = (await targets[target].Get($"{path}?limit=1")).Expect(200);
        (await targets[target].Get($"{path}?limit=1&continue={Token(first)}&resourceVersion={first.ResourceVersion}")).Expect(400);
    }

    [Theory, EveryServer]
    public async Task A_malformed_continue_token_is_a_bad_request(string target)
    {
        var path = await targets[target].Maps("a");
        Assert.Contains("continue key", (await targets[target].Get($"{path}?limit=1&continue=nonsense")).Expect(400).Message, StringComparison.Ordinal);
    }

    [Theory, EveryServer]
    public async Task A_page_says_how_many_remain(string target)
    {
        var path = await targets[target].Maps("a", "b", "c");
        var first = (await targets[target].Get($"{path}?limit=1")).Expect(200);
        Assert.Equal(2, (int)first.Body["metadata"]!["remainingItemCount"]!);
        var last = (await targets[target].Get($"{path}?limit=2&continue={Token(first)}")).Expect(200);
        Assert.Equal(["b", "c"], last.Names);
        Assert.Null(last.Body["metadata"]!["remainingItemCount"]);
    }

    [Theory, EveryServer]
    public async Task A_page_of_a_selection_does_not_say_how_many_remain(string target)
    {
        var path = await targets[target].Maps();
        foreach (var name in (string[])["a", "b", "c"]) (await targets[target].Post(path, Manifests.ConfigMap(name, label: "red"))).Expect(201);
        var first = (await targets[target].Get($"{path}?limit=1&labelSelector=team%3Dred")).Expect(200);
        Assert.NotNull(first.Body["metadata"]!["continue"]);
        Assert.Null(first.Body["metadata"]!["remainingItemCount"]);
    }

    [Theory, EveryServer]
    public async Task A_limit_does_not_hold_at_version_0(string target)
    {
        var path = await targets[target].Maps("a", "b", "c");
        await Until.Holds(async () => (await targets[target].Get($"{path}?resourceVersion=0&limit=1")).Expect(200).Items.Count == 3);
    }

    [Theory, EveryServer]
    public async Task A_page_over_all_namespaces_goes_on_in_the_next_one(string target)
    {
        var api = targets[target];
        var mark = Guid.NewGuid().ToString("N")[..8];
        foreach (var _ in (int[])[1, 2])
        {
            var path = await api.Maps();
            foreach (var name in (string[])["a", "b"]) (await api.Post(path, Manifests.ConfigMap(name, label: mark))).Expect(201);
        }
        var names = new List<string>();
        var token = "";
        do
        {
            var page = (await api.Get($"/api/v1/configmaps?labelSelector=team%3D{mark}&limit=1{token}")).Expect(200);
            names.AddRange(page.Names);
            token = page.Body["metadata"]!["continue"] is null ? "" : "&continue=" + Token(page);
        }
        while (token.Length > 0);
        Assert.Equal(["a", "b", "a", "b"], names);
    }

    [Theory, EveryServer]
    public async Task A_continue_token_expires_with_its_history_and_offers_another(string target)
    {
        var api = targets[target];
        var path = await api.Maps("a", "b", "c");
        var first = (await api.Get($"{path}?limit=1")).Expect(200);
        (await api.Delete($"{path}/b")).Expect(200);
        await api.Compact();
        var expired = (await api.Get($"{path}?limit=1&continue={Token(first)}")).Expect(410);
        Assert.Equal("Expired", expired.Reason);
        // The offered token goes on at the present, without the guarantee that all pages are of one version.
        Assert.Equal(["c"], (await api.Get($"{path}?limit=1&continue={Token(expired)}")).Expect(200).Names);
    }

    [Theory, EveryServer]
    public async Task An_exact_version_expires_with_its_history(string target)
    {
        var api = targets[target];
        var path = await api.Maps("a");
        var version = (await api.Get(path)).ResourceVersion;
        (await api.Delete($"{path}/a")).Expect(200);
        await api.Compact();
        Assert.Equal("Expired", (await api.Get($"{path}?resourceVersion={version}&resourceVersionMatch=Exact")).Expect(410).Reason);
    }

    [Theory, EveryServer]
    public async Task A_watch_from_before_the_history_ends_with_an_error_event(string target)
    {
        var api = targets[target];
        // A kind of its own: the real server keeps what happened to a kind since it began to serve it.
        var kind = await api.Define();
        (await api.Post(kind.Path, kind.Widget("a"))).Expect(201);
        (await api.Delete($"{kind.Path}/a")).Expect(200);
        await api.Compact();
        using var watch = await api.Watch($"{kind.Path}?resourceVersion=1");
        Assert.Equal(200, watch.Code);
        var error = (await watch.Next())!;
        Assert.Equal("ERROR", error.Type);
        Assert.Equal((410, "Expired"), ((int)error.Object["code"]!, (string)error.Object["reason"]!));
        Assert.Null(await watch.Next());
    }

    [Theory, EveryServer]
    public async Task An_object_is_read_at_version_0_and_not_older_than_its_write(string target)
    {
        var api = targets[target];
        var path = await api.Maps();
        var written = (await api.Post(path, Manifests.ConfigMap("a"))).Expect(201).ResourceVersion;
        Assert.Equal(written, (await api.Get($"{path}/a?resourceVersion={written}")).Expect(200).ResourceVersion);
        (await api.Get($"{path}/a?resourceVersion=0")).Expect(200);
    }

    [Theory, EveryServer]
    public async Task An_object_of_a_version_from_the_future_times_out(string target)
    {
        var api = targets[target];
        var path = await api.Maps("a");
        var refused = (await api.Get($"{path}/a?resourceVersion=999999999")).Expect(504);
        Assert.Equal("ResourceVersionTooLarge", (string)refused.Body["details"]!["causes"]![0]!["reason"]!);
    }

    private static string Token(Answer page) => Uri.EscapeDataString((string)page.Body["metadata"]!["continue"]!);
}
