namespace Loadline.Registry;

/// <summary>Signals as a value, the form in which a cell holds them; NaN stands for unknown.</summary>
internal readonly record struct SignalValues(double RttP50Ms, double RttP95Ms, double CpuLoad, double MemoryLoad, DateTimeOffset? SampleTime, string? Source)
{
    public static SignalValues Of(MemberSignals signals) => new(
        signals.RttP50Ms ?? double.NaN, signals.RttP95Ms ?? double.NaN, signals.CpuLoad ?? double.NaN, signals.MemoryLoad ?? double.NaN,
        signals.SampleTime, signals.Source);

    public MemberSignals ToSignals() => new()
    {
        RttP50Ms = Known(RttP50Ms),
        RttP95Ms = Known(RttP95Ms),
        CpuLoad = Known(CpuLoad),
        MemoryLoad = Known(MemoryLoad),
        SampleTime = SampleTime,
        Source = Source ?? "",
    };

    private static double? Known(double value) => double.IsNaN(value) ? null : value;
}
