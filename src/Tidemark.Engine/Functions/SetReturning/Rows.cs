using Tidemark.Engine.Catalog;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>Batches for set-returning functions.</summary>
internal static class Rows
{
    /// <summary>Declares a set-returning function of one column that is named like it.</summary>
    public static void Declare(
        Declarations declare,
        string name,
        ReadOnlySpan<SqlType> parameters,
        SqlType result,
        Func<TableFunctionCall, IEnumerable<Batch>> invoke,
        Volatility volatility = Volatility.Immutable,
        bool isStrict = true) => declare.Add(new TableFunction
        {
            Name = name,
            Parameters = [.. parameters.ToArray().Select(type => new RoutineParameter(type))],
            Result = result,
            Columns = [new TableFunctionColumn(name, result)],
            Invoke = invoke,
            Volatility = volatility,
            IsStrict = isStrict,
        });

    /// <summary>Rows of one column that are made one at a time; <paramref name="append"/> returns false when there are no more.</summary>
    public static IEnumerable<Batch> Stream(TableFunctionCall call, VectorBuilder builder, Func<bool> append)
    {
        var batch = new Batch();
        var more = true;
        while (more)
        {
            call.Context.ThrowIfCancelled();
            builder.Reset();
            while (builder.Length < call.BatchRows && more) more = append();
            if (builder.Length == 0) yield break;
            batch.Set([builder.Build()], builder.Length, null);
            yield return batch;
        }
    }

    /// <summary>Rows of one column that are made all at once, handed out in pieces.</summary>
    public static IEnumerable<Batch> Of(TableFunctionCall call, Action<VectorBuilder> fill)
    {
        var builder = VectorBuilder.Create(call.Columns[0].Type);
        fill(builder);
        return Pieces(call, [builder.Build()], builder.Length);
    }

    /// <summary>Columns in pieces of the batch size.</summary>
    public static IEnumerable<Batch> Pieces(TableFunctionCall call, Vector[] columns, int rows)
    {
        var batch = new Batch();
        for (var start = 0; start < rows; start += call.BatchRows)
        {
            var count = Math.Min(call.BatchRows, rows - start);
            batch.Set([.. columns.Select(column => column.Slice(start, count))], count, null);
            yield return batch;
        }
    }
}
