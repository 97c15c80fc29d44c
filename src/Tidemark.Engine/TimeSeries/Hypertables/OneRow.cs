using System.Collections.Immutable;
using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Vectors;
using Interval = Tidemark.Types.Interval;

namespace Tidemark.Engine.TimeSeries.Hypertables;

/// <summary>The one row of an administrative function's result.</summary>
internal static class OneRow
{
    /// <summary>A batch of one row. Values are bool, int, long, Interval or string, or null; this is for functions that run once, not for rows of data.</summary>
    public static Batch Of(ImmutableArray<TableFunctionColumn> columns, params ReadOnlySpan<object?> values)
    {
        var vectors = new Vector[columns.Length];
        for (var i = 0; i < vectors.Length; i++)
        {
            var builder = VectorBuilder.Create(columns[i].Type, 1);
            switch (values[i])
            {
                case null: builder.AppendNull(); break;
                case bool value: ((FixedVectorBuilder<bool>)builder).Append(value); break;
                case int value: ((FixedVectorBuilder<int>)builder).Append(value); break;
                case Interval value: ((FixedVectorBuilder<Interval>)builder).Append(value); break;
                case long value: ((FixedVectorBuilder<long>)builder).Append(value); break;
                case string value: ((BytesVectorBuilder)builder).Append(Encoding.UTF8.GetBytes(value)); break;
                default: throw new ArgumentOutOfRangeException(nameof(values));
            }

            vectors[i] = builder.Detach();
        }

        return new Batch(vectors, 1);
    }
}
