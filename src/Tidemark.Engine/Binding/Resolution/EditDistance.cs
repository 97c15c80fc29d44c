namespace Tidemark.Engine.Binding;

/// <summary>Levenshtein distance with unit costs, by which hints find the name that was meant.</summary>
internal static class EditDistance
{
    /// <summary>How many insertions, deletions and replacements lead from one word to another; any number over <paramref name="limit"/> when it is more than that.</summary>
    public static int Between(string from, string to, int limit)
    {
        if (Math.Abs(from.Length - to.Length) > limit) return limit + 1;
        Span<int> row = to.Length < 128 ? stackalloc int[to.Length + 1] : new int[to.Length + 1];
        for (var j = 0; j < row.Length; j++) row[j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j < row.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
