namespace Loadline.Placement.Scheduling;

/// <summary>Hoare's selection: linear where a sort would not be.</summary>
internal static class Quickselect
{
    /// <summary>The value that would be at <paramref name="rank"/> if the values were sorted; smaller ones end up before it.</summary>
    public static double Smallest(Span<double> values, int rank)
    {
        var (from, to) = (0, values.Length - 1);
        while (from < to)
        {
            var pivot = values[from + ((to - from) >> 1)];
            var (i, j) = (from, to);
            while (i <= j)
            {
                while (values[i] < pivot) i++;
                while (values[j] > pivot) j--;
                if (i > j) break;
                (values[i], values[j]) = (values[j], values[i]);
                i++;
                j--;
            }

            if (rank <= j) to = j;
            else if (rank >= i) from = i;
            else break;
        }

        return values[rank];
    }
}
