using System.Net;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Models;

namespace Loadline.Kubernetes.Tests.Client;

public sealed class ConflictRetryTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly VirtualLoop _loop;
    private int _tries;

    public ConflictRetryTests() => _loop = new(_time);

    [Fact]
    public void RQ4_A_conflict_is_tried_again_up_to_five_times_ten_milliseconds_apart()
    {
        var run = Run(static _ => throw Refusal(HttpStatusCode.Conflict, "Conflict"));
        _loop.Advance(TimeSpan.FromMilliseconds(39));
        Assert.Equal(4, _tries);
        _loop.Advance(TimeSpan.FromMilliseconds(6));
        Assert.Equal(5, _tries);
        Assert.Equal(HttpStatusCode.Conflict, Assert.IsType<StatusException>(run.Exception!.InnerException).Code);
    }

    [Fact]
    public async Task RQ4_The_first_try_without_a_conflict_counts()
    {
        var run = Run(tries => tries < 3 ? throw Refusal(HttpStatusCode.Conflict, "Conflict") : tries);
        _loop.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(3, await run);
    }

    [Theory]
    [InlineData(HttpStatusCode.Conflict, "AlreadyExists")]
    [InlineData(HttpStatusCode.NotFound, "NotFound")]
    public void RQ4_What_reading_again_cannot_mend_is_not_tried_again(HttpStatusCode code, string reason)
    {
        var run = Run(_ => throw Refusal(code, reason));
        Assert.True(run.IsFaulted);
        Assert.Equal(1, _tries);
    }

    private Task<int> Run(Func<int, int> attempt) =>
        _loop.Start(() => ConflictRetry.RunAsync(_ => Task.FromResult(attempt(++_tries)), _time, new Random(1), CancellationToken.None));

    private static StatusException Refusal(HttpStatusCode code, string reason) => new(new V1Status { Reason = reason, Message = reason }, code);
}
