using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Statements;

namespace Tidemark.Engine.Sessions.Analysis;

/// <summary>Statements that a statement runs in its turn, in the same session and transaction, as the client could have.</summary>
internal static class NestedStatement
{
    /// <summary>Runs a statement to its end; rows that it gives are dropped.</summary>
    public static void Run(string sql, SessionContext session) => Run(SqlParser.Parse(sql)[0].Statement, session);

    /// <summary>Runs a statement to its end; rows that it gives are dropped.</summary>
    public static void Run(Statement statement, SessionContext session)
    {
        using var runner = StatementAnalyzer.Analyze(statement, [], session).CreateRunner(session, []);
        while (runner.Next(int.MaxValue) is not null) session.ThrowIfCancelled();
    }
}
