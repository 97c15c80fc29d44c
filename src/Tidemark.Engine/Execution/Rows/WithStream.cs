using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Computes common tables, then gives the rows of the query over them.</summary>
internal sealed class WithStream : BatchStream
{
    private readonly BatchStream _query;
    private readonly MemoryShare[] _memory;

    private WithStream(BatchStream query, MemoryShare[] memory)
    {
        _query = query;
        _memory = memory;
    }

    /// <summary>Computes the tables and opens the query.</summary>
    public static BatchStream Open(WithNode node, QueryContext context)
    {
        var inner = context.WithCommonTables();
        var memory = new MemoryShare[node.Tables.Length];
        for (var i = 0; i < memory.Length; i++)
        {
            memory[i] = new MemoryShare(context.Memory);
            var table = node.Tables[i];
            var rows = table.Recursive is null
                ? MaterializedRows.Drain(Operators.Open(table.Query, inner), table.Query.Output, ref memory[i])
                : Recurse(table, inner, ref memory[i]);
            inner.CommonTables.Set(table.Id, rows);
        }

        return new WithStream(Operators.Open(node.Query, inner), memory);
    }

    /// <inheritdoc />
    public override Batch? Next() => _query.Next();

    /// <inheritdoc />
    protected override void Close()
    {
        _query.Dispose();
        foreach (ref var share in _memory.AsSpan()) share.Dispose();
    }

    // Each round reads the rows that the round before brought and that were new.
    private static MaterializedRows Recurse(CommonTablePlan table, QueryContext context, ref MemoryShare memory)
    {
        var columns = table.Query.Output;
        var all = new MaterializedRows(columns);
        var seen = table.IsUnionAll ? null : new GroupKeys([.. columns.Select(c => c.Type)], groupsNulls: true);
        var round = Collect(Operators.Open(table.Query, context));
        while (round.Count > 0)
        {
            context.Functions.ThrowIfCancelled();
            all.Add(round.Columns, round.Count);
            memory.Set(all.ByteSize);
            context.CommonTables.Set(table.Id, round);
            round = Collect(Operators.Open(table.Recursive!, context));
        }

        return all;

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
    private readonly MaterializedStream _rows = new(context.CommonTables.Find(node.Id), context.BatchRows);

    /// <inheritdoc />
    public override Batch? Next() => _rows.Next();

    /// <inheritdoc />
    protected override void Close() => _rows.Dispose();
}
