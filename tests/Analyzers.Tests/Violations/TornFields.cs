using System;
using Loadline.Registry.Map;

[Shared]
internal sealed class TornFields<T>
    where T : struct
{
    private Guid _guid; // LL1005
    private decimal _decimal; // LL1005
    private (long, long) _tuple; // LL1005
    private long? _nullable; // LL1005
    private T _any; // LL1005

    public Wide Property { get; set; } // LL1005

    private readonly Guid _fixed;
    private string _reference = "";
    private long _word;
    private Narrow _narrow;

    public override string ToString() => $"{_guid}{_decimal}{_tuple}{_nullable}{_any}{_fixed}{_reference}{_word}{_narrow}";

    internal struct Wide
    {
        public long First;
        public long Second;
    }

    internal struct Narrow
    {
        public int First;
        public int Second;
    }
}

internal sealed class NotShared
{
    public Guid Guid { get; set; }
}
