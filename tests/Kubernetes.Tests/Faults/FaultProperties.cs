using System.Globalization;

namespace Loadline.Kubernetes.Tests.Faults;

/// <summary>
/// Whatever a network and a server do to informers: once it stops, every informer equals the server's state, every key that changed was reconciled after
/// its last change, and no loop, request or timer is left over.
/// </summary>
public sealed class FaultProperties
{
    // To look further than every build does, or again at one seed: LOADLINE_FAULT_SEEDS=100000, LOADLINE_FAULT_FIRST=4711.
    private static readonly int Seeds = Setting("LOADLINE_FAULT_SEEDS", 10_000);
    private static readonly int First = Setting("LOADLINE_FAULT_FIRST", 0);

    [Fact]
    public void Once_faults_stop_every_informer_equals_the_server_and_no_work_is_lost() =>
        Parallel.For(First, First + Seeds, static seed =>
        {
            using var run = new FaultRun(seed);
            run.Check();
        });

    private static int Setting(string name, int fallback) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : fallback;
}
