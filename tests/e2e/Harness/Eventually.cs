using System.Diagnostics;

namespace Loadline.E2E.Harness;

/// <summary>Waits for a fact that other processes make true.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <summary>
    /// Returns once <paramref name="check"/> answers null; its last answer (what is still wrong) is the failure message.
    /// </summary>
    public static async Task HoldsAsync(Func<Task<string?>> check, TimeSpan? within = null, Func<string>? context = null)
    {
        var limit = within ?? Limit;
        var clock = Stopwatch.StartNew();
        while (await check() is { } wrong)
        {
            if (clock.Elapsed > limit)
                throw new TimeoutException($"after {limit.TotalSeconds:0} s still: {wrong}{(context is null ? "" : "\n" + context())}");
            await Task.Delay(50);
        }
    }

    /// <summary>Fails as soon as <paramref name="check"/> names something wrong within the time.</summary>
    public static async Task StaysAsync(Func<Task<string?>> check, TimeSpan during)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < during)
        {
            if (await check() is { } wrong)
                throw new InvalidOperationException($"after {clock.ElapsedMilliseconds} ms: {wrong}");
            await Task.Delay(50);
        }
    }
}
