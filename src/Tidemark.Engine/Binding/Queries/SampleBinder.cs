using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Binding;

/// <summary>TABLESAMPLE: a condition on where rows lie, of each row for BERNOULLI, of runs of rows for SYSTEM.</summary>
internal sealed class SampleBinder(Binder binder, Scope scope)
{
    /// <summary>The scan with the rows that fall into the sample.</summary>
    public Filter Apply(TableScan scan, TableSample sample)
    {
        var method = sample.Method.Object;
        if (method is not ("bernoulli" or "system") || sample.Method.Schema is not (null or "pg_catalog"))
            throw new SqlException(new SqlError { State = SqlState.UndefinedObject, Message = $"tablesample method {sample.Method} does not exist", Position = sample.Method.Position == 0 ? null : sample.Method.Position });
        if (sample.Arguments.Count != 1)
        {
            throw new SqlException(new SqlError
            {
                State = new SqlState("2202H"),
                Message = $"tablesample method {method} requires 1 argument, not {sample.Arguments.Count}",
                Position = sample.Position == 0 ? null : sample.Position,
            });
        }

        var expressions = new ExpressionBinder(binder, scope);
        var percent = binder.Coercion.ToType(expressions.Bind(sample.Arguments[0], ExpressionKind.FromFunction), SqlTypes.Float4, "TABLESAMPLE");
        BoundExpression seed = sample.Seed is null ? Constants.Null(SqlTypes.Float8)
            : binder.Coercion.ToType(expressions.Bind(sample.Seed, ExpressionKind.FromFunction), SqlTypes.Float8, "TABLESAMPLE REPEATABLE");
        var rowId = scan.RowId ?? binder.NewColumn("rowid", SqlTypes.Int8);
        var function = (ScalarFunction)binder.Context.Routines.Find("tidemark_sample").First();
        var condition = new BoundCall(function, [rowId.Reference, percent, seed, Constants.Bool(sample.Seed is not null), Constants.Bool(method == "system")], SqlTypes.Bool);
        var chunk = scan.ChunkOid ?? binder.NewColumn("tableoid", SqlTypes.Oid);
        return new Filter(scan with { RowId = rowId, ChunkOid = chunk }, condition);
    }
}
