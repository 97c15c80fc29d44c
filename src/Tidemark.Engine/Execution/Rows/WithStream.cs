using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Computes common tables, then gives the rows of the query over them.</summary>
internal sealed class WithStream : BatchStream
{
    private readonly BatchStream _query;
    private readonly List<KeptRows> _tables;

    private WithStream(BatchStream query, List<KeptRows> tables)
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
    public static List<KeptRows> Compute(WithNode node, QueryContext context)
    {
        var tables = new List<KeptRows>();
        try
        {
            foreach (var table in node.Tables)
            {
                var rows = table.Recursive is null ? KeptRows.Drain(Operators.Open(table.Query, context), table.Query.Output, context) : Recurse(table, context);
                tables.Add(rows);
                if (context.Profile is { } profile) profile.Of(node).Note([rows.Usage]);
                context.CommonTables.Set(table.Id, rows.Read);
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

    // Each round reads the rows that the round before brought and that were new.
    private static KeptRows Recurse(CommonTablePlan table, QueryContext context)
    {
        var columns = table.Query.Output;
        var all = new KeptRows(columns, context);
        var seen = table.IsUnionAll ? null : new GroupKeys([.. columns.Select(c => c.Type)], groupsNulls: true);
        var memory = new MemoryShare(context.Memory);
        try
        {
            var round = Collect(Operators.Open(table.Query, context));
            while (round.Count > 0)
            {
                context.Functions.ThrowIfCancelled();
                all.Add(new Batch(round.Columns, round.Count));
                memory.Set(round.ByteSize + (seen?.ByteSize ?? 0));
                var last = round;
                context.CommonTables.Set(table.Id, () => new MaterializedStream(last, context.BatchRows));
                round = Collect(Operators.Open(table.Recursive!, context));
            }

            return all;
        }
        catch
        {
            all.Dispose();
            throw;
        }
        finally
        {
            memory.Dispose();
        }

        MaterializedRows Collect(BatchStream stream)
        {
            using (stream)
            {
                var rows = new MaterializedRows(columns);
                var narrowed = new SubBatch();
                while (stream.Next() is { } batch)
                {
                    var kept = seen is null ? batch : KeepNew(batch, seen, narrowed);
                    if (kept is not null) rows.Add(kept);
                }

                return rows;
            }
        }
    }

    private static Batch? KeepNew(Batch batch, GroupKeys seen, SubBatch narrowed)
    {
        var next = seen.Count;
        var ids = new int[batch.Length];
        var keys = new Vector[batch.ColumnCount];
        for (var i = 0; i < keys.Length; i++) keys[i] = batch.Column(i);
        seen.Assign(keys, ids);
        var kept = 0;
        for (var row = 0; row < ids.Length; row++)
        {
            if (ids[row] != next) continue;
            next++;
            ids[kept++] = row;
        }

        return kept == 0 ? null : narrowed.Of(batch, ids.AsSpan(0, kept));
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
