using Tidemark.Engine.Sessions.Commands;
using Tidemark.Engine.Sessions.Copy;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions.Analysis;

/// <summary>Chooses how a statement is analysed: statements over rows are bound and planned, COPY gets a stream, all others are carried out from their syntax.</summary>
internal static class StatementAnalyzer
{
    /// <summary>Analyses a statement.</summary>
    /// <param name="statement">The tree.</param>
    /// <param name="declared">The parameter types that the client declared, null for those to be inferred; null where there can be no parameters.</param>
    /// <param name="session">The session.</param>
    public static AnalyzedStatement Analyze(Statement statement, SqlType?[]? declared, SessionContext session) => statement switch
    {
        SelectStatement select when SelectInto.Of(select) is { } creation => AnalyzedCommand.Analyze(creation, session),
        SelectStatement or InsertStatement or UpdateStatement or DeleteStatement or MergeStatement => AnalyzedQuery.Analyze(statement, declared, session),
        CopyStatement copy => AnalyzedCopy.Analyze(copy),
        FetchStatement fetch => AnalyzedFetch.Analyze(fetch, session),
        ExecuteStatement execute => AnalyzedExecute.Analyze(execute, session),
        CallStatement call => AnalyzedCall.Analyze(call, declared ?? StatementParameters.None, session),
        _ => AnalyzedCommand.Analyze(statement, session),
    };
}
