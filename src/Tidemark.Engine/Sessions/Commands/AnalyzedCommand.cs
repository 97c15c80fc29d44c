using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>A statement that is carried out from its syntax when it runs: DDL, settings, transactions and the like.</summary>
internal sealed class AnalyzedCommand(Statement statement, IReadOnlyList<ResultColumn>? columns) : AnalyzedStatement
{
    /// <inheritdoc />
    public override IReadOnlyList<ResultColumn>? Columns => columns;

    /// <summary>Finds out what a command gives.</summary>
    public static AnalyzedCommand Analyze(Statement statement, SessionContext session) => new(statement, CommandDispatcher.Describe(statement, session));

    /// <inheritdoc />
    public override bool IsCurrent(SessionContext session) => columns is null;

    /// <inheritdoc />
    public override StatementRunner CreateRunner(SessionContext session, Vector[] parameters) => new Runner(statement, columns, session);

    private sealed class Runner(Statement statement, IReadOnlyList<ResultColumn>? columns, SessionContext session) : StatementRunner(statement)
    {
        private readonly BatchSlicer _rows = new();

        public override PortalKind Kind => columns is null ? PortalKind.Command : PortalKind.Rows;

        public override IReadOnlyList<ResultColumn> Columns => columns ?? [];

        public override Batch? Next(int maxRows)
        {
            if (!IsDone)
            {
                var result = CommandDispatcher.Execute(Statement, session);
                CommandTag = result.Tag;
                IsDone = true;
                if (result.Rows is { Length: > 0 } rows) _rows.Take(rows);
            }

            return _rows.IsEmpty ? null : _rows.Next(maxRows);
        }
    }
}

/// <summary>What a command gives when it is done.</summary>
/// <param name="Tag">The command tag.</param>
/// <param name="Rows">Its rows; null for none.</param>
internal sealed record CommandResult(string Tag, Batch? Rows = null)
{
    public static implicit operator CommandResult(string tag) => new(tag);
}
