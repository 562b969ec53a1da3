using System.Runtime.CompilerServices;

namespace Loadline.Registry.Cells;

/// <summary>The places of a cell: one published, the others for writers.</summary>
[InlineArray(Count)]
internal struct CellSlots<T>
{
    public const int Count = 4;

    private T _first;
}
