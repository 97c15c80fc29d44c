using Tidemark.Engine.Sessions.Cursors;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Analysis;

/// <summary>FETCH and MOVE.</summary>
internal sealed class AnalyzedFetch(FetchStatement statement, Cursor cursor) : AnalyzedStatement
{
    /// <inheritdoc />
    public override IReadOnlyList<ResultColumn>? Columns => statement.IsMove ? null : cursor.Columns;

    /// <summary>Finds the cursor.</summary>
    public static AnalyzedFetch Analyze(FetchStatement statement, SessionContext session) => new(statement, session.Cursors.Get(statement.Cursor));

    /// <inheritdoc />
    public override bool IsCurrent(SessionContext session) => ReferenceEquals(session.Cursors.Find(statement.Cursor), cursor);

    /// <inheritdoc />
    public override StatementRunner CreateRunner(SessionContext session, Vector[] parameters) => new Runner(statement, cursor);

    private sealed class Runner(FetchStatement statement, Cursor cursor) : StatementRunner(statement)
    {
        private readonly BatchSlicer _rows = new();

        public override PortalKind Kind => statement.IsMove ? PortalKind.Command : PortalKind.Rows;

        public override IReadOnlyList<ResultColumn> Columns => statement.IsMove ? [] : cursor.Columns;

        public override bool IsBinary => cursor.Declared.IsBinary;

        public override Batch? Next(int maxRows)
        {
            if (!IsDone)
            {
                if (cursor.Fetch(statement, out var moved) is { } rows) _rows.Take(rows);
                CommandTag = $"{(statement.IsMove ? "MOVE" : "FETCH")} {moved}";
                IsDone = true;
            }

            return _rows.IsEmpty ? null : _rows.Next(maxRows);
        }
    }
}
