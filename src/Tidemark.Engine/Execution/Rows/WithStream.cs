using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Computes common tables, then gives the rows of the query over them.</summary>
internal sealed class WithStream : BatchStream
{
    private readonly BatchStream _query;
    private readonly List<IDisposable> _tables;

    private WithStream(BatchStream query, List<IDisposable> tables)
    {
        _query = query;
        _tables = tables;
    }

    /// <summary>Computes the tables and opens the query.</summary>
    public static BatchStream Open(WithNode node, QueryContext context)
    {
        var inner = context.WithCommonTables();
        var tables = Compute(node, inner);
        try
        {
            return new WithStream(Operators.Open(node.Query, inner), tables);
        }
        catch
        {
            tables.ForEach(t => t.Dispose());
            throw;
        }
    }

    /// <summary>Computes the tables and makes them known to an execution; the caller disposes of them.</summary>
    public static List<IDisposable> Compute(WithNode node, QueryContext context)
    {
        var tables = new List<IDisposable>();
        try
        {
            foreach (var table in node.Tables)
            {
                if (table.Recursive is null)
                {
                    var rows = KeptRows.Drain(Operators.Open(table.Query, context), table.Query.Output, context);
                    tables.Add(rows);
                    if (context.Profile is { } profile) profile.Of(node).Note([rows.Usage]);
                    context.CommonTables.Set(table.Id, rows.Read);
                }
                else
                {
                    var rows = new RecursiveRows(node, table, context);
                    tables.Add(rows);
                    context.CommonTables.Set(table.Id, rows.Read);
                }
            }

            return tables;
        }
        catch
        {
            tables.ForEach(t => t.Dispose());
            throw;
        }
    }

    /// <inheritdoc />
    public override Batch? Next() => _query.Next();

    /// <inheritdoc />
    protected override void Close()
    {
        _query.Dispose();
        _tables.ForEach(t => t.Dispose());
    }
}

/// <summary>Reads a common table.</summary>
internal sealed class CommonTableStream(CommonTableScanNode node, QueryContext context) : BatchStream
{
    private readonly BatchStream _rows = context.CommonTables.Open(node.Id);

    /// <inheritdoc />
    public override Batch? Next() => _rows.Next();

    /// <inheritdoc />
    protected override void Close() => _rows.Dispose();
}
