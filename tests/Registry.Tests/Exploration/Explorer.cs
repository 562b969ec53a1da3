using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Loadline.Registry.Exploration.Checking;
using Loadline.Registry.Exploration.Scheduling;
using Loadline.Registry.Exploration.Subjects;

namespace Loadline.Registry.Exploration;

/// <summary>Runs scenarios under many schedules and checks every history.</summary>
internal sealed class Explorer(ISubjectFactory factory, bool weakMemory = false) : IDisposable
{
    private readonly Scheduler[] _schedulers = new Scheduler[4];
    private readonly Linearizability _checker = new();

    /// <summary>Schedules that were run.</summary>
    public long Schedules { get; private set; }

    /// <summary>Every schedule with at most so many deviations, or as many as fit under a limit.</summary>
    /// <param name="scenario">What runs.</param>
    /// <param name="deviations">Most deviations.</param>
    /// <param name="most">Most schedules.</param>
    /// <param name="exhausted">Whether all of them were run.</param>
    public Finding? Exhaust(Scenario scenario, int deviations, long most, out bool exhausted)
    {
        var strategy = new DepthFirst(deviations);
        exhausted = false;
        for (long run = 0; run < most; run++)
        {
            if (Run(scenario, strategy) is { } finding) return finding;
            if (strategy.Advance()) continue;
            exhausted = true;
            break;
        }

        return null;
    }

    /// <summary>Random schedules.</summary>
    public Finding? Sample(Scenario scenario, int runs, int seed, int depth = 4)
    {
        var strategy = new RandomPriorities(seed, depth, 120);
        for (var run = 0; run < runs; run++)
        {
            if (Run(scenario, strategy) is { } finding) return finding;
        }

        return null;
    }

    /// <summary>Stops each thread before each of its steps in turn, lets all others get through, and then the stopped one.</summary>
    /// <param name="scenario">What runs.</param>
    /// <param name="stalls">How many places there were.</param>
    public Finding? StallEverywhere(Scenario scenario, out int stalls)
    {
        stalls = 0;
        for (var thread = 0; thread < scenario.Programs.Length; thread++)
        {
            for (var step = 1; ; step++)
            {
                var finding = Run(scenario, new Replay(thread.ToString(CultureInfo.InvariantCulture)), new Stall(thread, step));
                if (finding is not null) return finding;
                if (!Of(scenario).Stalled) break;
                stalls++;
            }
        }

        return null;
    }

    /// <summary>A recorded schedule again.</summary>
    public Finding? Again(Scenario scenario, string trace) => Run(scenario, new Replay(trace));

    public void Dispose()
    {
        foreach (var scheduler in _schedulers) scheduler?.Dispose();
    }

    private Finding? Run(Scenario scenario, IStrategy strategy, Stall? stall = null)
    {
        Schedules++;
        var scheduler = Of(scenario);
        var subject = scenario.Make(factory);
        var calls = new List<Call>(16);
        scheduler.Words.Watch(weakMemory ? subject.WatchedWord : null);
        scheduler.Run(Array.ConvertAll(scenario.Programs, program => ActionOf(program, subject, scheduler, calls)), strategy, stall);
        if (scenario.IsMap && scheduler.Failure is null) scheduler.Guard(() => AtRest(subject, scheduler, calls));
        if (scheduler.Failure is { } failure) return new(scenario.Name, failure, scheduler.Trace, Schedules);
        return _checker.Holds(CollectionsMarshal.AsSpan(calls), scenario.Initial)
            ? null
            : new(scenario.Name, Describe(calls), scheduler.Trace, Schedules);
    }

    private Scheduler Of(Scenario scenario) =>
        _schedulers[scenario.Programs.Length] ??= new(scenario.Programs.Length) { WeakMemory = weakMemory };

    private static Action ActionOf(Op[] program, ISubject subject, Scheduler scheduler, List<Call> calls) => () =>
    {
        foreach (var op in program)
        {
            var start = scheduler.Tick();
            var result = subject.Invoke(op);
            calls.Add(new(op, result, start, scheduler.Tick()));
        }
    };

    private static void AtRest(ISubject subject, Scheduler scheduler, List<Call> calls)
    {
        foreach (var op in (ReadOnlySpan<Op>)[Op.Count, Op.Snapshot, Op.Count])
            calls.Add(new(op, subject.Invoke(op), scheduler.Tick(), scheduler.Tick()));
    }

    private static string Describe(List<Call> calls)
    {
        var text = new StringBuilder("no order explains:");
        foreach (var call in calls.OrderBy(static c => c.Start)) text.Append(' ').Append(call).Append(';');
        return text.ToString();
    }
}
