using System.Diagnostics;

namespace Loadline.Simulator.Tests.Contract;

/// <summary>Waits for something that another process or thread does.</summary>
internal static class Until
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static async Task Holds(Func<Task<bool>> condition)
    {
        var started = Stopwatch.StartNew();
        while (!await condition())
        {
            if (started.Elapsed > Limit) Assert.Fail($"the condition did not come to hold within {Limit}");
            await Task.Delay(25);
        }
    }

    public static Task Holds(Func<bool> condition) => Holds(() => Task.FromResult(condition()));
}
