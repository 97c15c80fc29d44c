using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Copy;

/// <summary>COPY.</summary>
internal sealed class AnalyzedCopy(CopyStatement statement, CopyOptions options) : AnalyzedStatement
{
    /// <summary>Checks a statement's options.</summary>
    public static AnalyzedCopy Analyze(CopyStatement statement)
    {
        if (statement.Endpoint == CopyEndpoint.Program) throw InternalErrors.NotSupported("COPY with PROGRAM", statement.Position == 0 ? null : statement.Position);
        return new AnalyzedCopy(statement, CopyOptions.Read(statement.Options, statement.IsFrom));
    }

    /// <inheritdoc />
    public override bool IsCurrent(SessionContext session) => true;

    /// <inheritdoc />
    public override StatementRunner CreateRunner(SessionContext session, Vector[] parameters) => new CopyRunner(statement, options, session);
}
