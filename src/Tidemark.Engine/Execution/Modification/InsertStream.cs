using Tidemark.Engine.Planning;

namespace Tidemark.Engine.Execution;

/// <summary>INSERT.</summary>
internal sealed class InsertStream(InsertNode node, QueryContext context) : ModificationStream(node.Returning, node.Output, context)
{
    private readonly RowChecks _checks = new(node.Table, node.Checks, context);
    private readonly ConflictAction? _conflict = node.OnConflict is null ? null : new ConflictAction(node, node.OnConflict, context);

    /// <inheritdoc />
    protected override void Execute()
    {
        using var source = OpenSource(node.Source);
        while (source.Next() is { } batch)
        {
            _checks.Test(batch, batch);
            if (node.Chunk is not null) Writer.RequireWithin(node.Table, node.Chunk, batch);
            if (_conflict is null)
            {
                Writer.Insert(node.Table, batch);
                _checks.TestViews(batch, batch);
                RowsAffected += batch.Length;
                Return(batch);
            }
            else
            {
                RowsAffected += _conflict.Insert(batch, Writer, _checks, Return);
            }
        }
    }
}
