namespace Loadline.Crds;

/// <summary>The hub keeps times in whole seconds (metav1.Time): what is to be compared with such a time must be one.</summary>
public static class WholeSeconds
{
    /// <summary>The last whole second that is not later, in UTC.</summary>
    public static DateTimeOffset Down(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);

    /// <summary>The first whole second that is not earlier, in UTC: for what must not end too soon.</summary>
    public static DateTimeOffset Up(DateTimeOffset time) => Down(time) is var down && down == time ? down : down.AddSeconds(1);
}
