using System.Numerics;

namespace Tidemark.Engine.Functions;

/// <summary>
/// Finds the value that would stand at a place if all were sorted, by Hoare's selection (Algorithm 65: FIND, CACM 1961) with the median of three as pivot; what is left after many rounds
/// is sorted, so that no order of the values makes it quadratic. NaN comes last, as PostgreSQL orders it.
/// </summary>
internal static class Selecting
{
    private const int Short = 16;

    /// <summary>The value at a place; moves the values.</summary>
    public static T Find<T>(Span<T> values, int place)
        where T : INumber<T>
    {
        var numbers = MoveNaNs(values);
        if (place >= numbers) return values[place];
        var (low, high) = (0, numbers - 1);
        for (var rounds = 2 * BitOperations.Log2((uint)numbers); high - low >= Short; rounds--)
        {
            if (rounds == 0) break;
            var pivot = Median(values[low], values[low + ((high - low) >>> 1)], values[high]);
            var (i, j) = (low, high);
            while (i <= j)
            {
                while (values[i] < pivot) i++;
                while (values[j] > pivot) j--;
                if (i > j) break;
                (values[i], values[j]) = (values[j], values[i]);
                i++;
                j--;
            }

            if (place <= j) high = j;
            else if (place >= i) low = i;
            else return values[place];
        }

        values[low..(high + 1)].Sort();
        return values[place];
    }

    private static int MoveNaNs<T>(Span<T> values)
        where T : INumber<T>
    {
        var end = values.Length;
        for (var i = 0; i < end;)
        {
            if (!T.IsNaN(values[i]))
            {
                i++;
                continue;
            }

            end--;
            (values[i], values[end]) = (values[end], values[i]);
        }

        return end;
    }

    private static T Median<T>(T a, T b, T c)
        where T : INumber<T>
    {
        if (a > b) (a, b) = (b, a);
        return c <= a ? a : c >= b ? b : c;
    }
}
