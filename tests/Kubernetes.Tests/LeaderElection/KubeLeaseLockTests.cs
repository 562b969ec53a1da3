using System.Globalization;
using System.Text.Json.Nodes;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Config;
using Loadline.Kubernetes.Http;
using Loadline.Kubernetes.LeaderElection;
using Loadline.Kubernetes.Tests.Http;
using Microsoft.AspNetCore.Http;

namespace Loadline.Kubernetes.Tests.LeaderElection;

public sealed class KubeLeaseLockTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(2));

    private JsonNode? _stored;
    private int _version;
    private int _answer;

    private async Task ServeAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        if (_answer != 0)
        {
            context.Response.StatusCode = _answer;
            await context.Response.WriteAsync("""{"kind":"Status","message":"no","code":403,"reason":"Forbidden"}""");
            return;
        }

        var isPost = context.Request.Method == "POST";
        Assert.Equal("/apis/coordination.k8s.io/v1/namespaces/sys/leases" + (isPost ? "" : "/op"), context.Request.Path);
        var body = context.Request.Method == "GET" ? null : await JsonNode.ParseAsync(context.Request.Body);
        var status = (context.Request.Method, _stored) switch
        {
            ("GET", null) or ("PUT", null) => 404,
            ("POST", not null) => 409,
            ("PUT", var stored) when (string?)stored!["metadata"]!["resourceVersion"] != (string?)body!["metadata"]!["resourceVersion"] => 409,
            _ => 200,
        };
        context.Response.StatusCode = status;
        if (status != 200)
        {
            return;
        }

        if (body is not null)
        {
            body["metadata"]!["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
            _stored = body;
        }

        await context.Response.WriteAsync(_stored!.ToJsonString());
    }

    private async Task WithLockAsync(Func<ILeaseLock, Task> test)
    {
        await using var api = await TestServer.StartAsync(ServeAsync);
        using var transport = KubeTransport.Create(KubernetesClientConfiguration.ForMember(api.Address, "t", default), TimeProvider.System);
        await test(new KubeLeaseLock(transport, "sys", "op"));
    }

    [Fact]
    public Task A_lease_is_created_read_and_replaced_with_times_in_microseconds() => WithLockAsync(async lease =>
    {
        Assert.Equal("lease sys/op", lease.Describe);
        Assert.Null(await lease.GetAsync(default));
        var record = new LeaseRecord("me", 15, Now, Now, 3);
        Assert.Equal(record with { ResourceVersion = "1" }, await lease.CreateAsync(record, default));
        Assert.Equal("2026-01-02T01:04:05.678000Z", (string?)_stored!["spec"]!["renewTime"]);
        var read = await lease.GetAsync(default);
        Assert.Equal(record with { ResourceVersion = "1" }, read);
        Assert.Equal("2", (await lease.UpdateAsync(read! with { HolderIdentity = "" }, default))!.ResourceVersion);
    });

    [Fact]
    public Task Whoever_is_slower_gets_null() => WithLockAsync(async lease =>
    {
        var record = new LeaseRecord("me", 15, Now, Now, 0);
        Assert.Null(await lease.UpdateAsync(record with { ResourceVersion = "9" }, default));
        await lease.CreateAsync(record, default);
        Assert.Null(await lease.CreateAsync(record, default));
        Assert.Null(await lease.UpdateAsync(record with { ResourceVersion = "9" }, default));
    });

    [Fact]
    public Task Labels_that_others_put_on_the_lease_survive() => WithLockAsync(async lease =>
    {
        var made = await lease.CreateAsync(new LeaseRecord("me", 15, Now, Now, 0), default);
        _stored!["metadata"]!["labels"] = new JsonObject { ["team"] = "x" };
        await lease.GetAsync(default);
        await lease.UpdateAsync(made!, default);
        Assert.Equal("x", (string?)_stored!["metadata"]!["labels"]!["team"]);
    });

    [Fact]
    public Task A_refusal_says_why() => WithLockAsync(async lease =>
    {
        _answer = 403;
        Assert.Equal("no", (await Assert.ThrowsAsync<StatusException>(() => lease.GetAsync(default))).Message);
    });
}
