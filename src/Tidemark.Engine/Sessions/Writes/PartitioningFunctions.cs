using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Syntax;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Writes;

/// <summary>Calls the functions that dimensions divide by.</summary>
internal static class PartitioningFunctions
{
    private const string InputSchema = "pg_temp";
    private const string InputName = "partitioned values";

    /// <summary>What a dimension divides by: the column, or what its function makes of it.</summary>
    /// <exception cref="SqlException">22004 where the function gives null in a range dimension.</exception>
    public static Vector Apply(Dimension dimension, Vector column, SessionContext session)
    {
        if (dimension.PartitioningFunction == 0) return column;
        var input = new VirtualTable
        {
            Oid = uint.MaxValue,
            Schema = InputSchema,
            Name = InputName,
            Columns = [new TableFunctionColumn("v", column.Type)],
            Fill = (_, builders) => builders[0].AppendRange(column, 0, column.Length),
        };
        var result = VectorBuilder.Create(dimension.FunctionType!, column.Length);
        foreach (var batch in InternalQuery.Run($"SELECT {NameOf(dimension, session)}(v) FROM {InputSchema}.{SyntaxPrinter.QuoteIdentifier(InputName)}", session, input)) result.AppendRange(batch.Column(0), 0, batch.Length);
        var values = result.Detach();
        if (dimension.Partitions == 0 && !values.Validity.IsAllValid) throw HypertableErrors.PartitioningFunctionGaveNull();
        return values;
    }

    private static string NameOf(Dimension dimension, SessionContext session)
    {
        if (session.Catalog.Find<UserRoutine>(dimension.PartitioningFunction) is not null) return SyntaxPrinter.QuoteIdentifier(UserRoutines.StoredName(dimension.PartitioningFunction));
        var builtin = Builtins.Routines.Find(dimension.PartitioningFunction) ?? throw InternalErrors.Unexpected($"function {dimension.PartitioningFunction} does not exist");
        return $"{SyntaxPrinter.QuoteIdentifier(builtin.Schema)}.{SyntaxPrinter.QuoteIdentifier(builtin.Name)}";
    }
}
