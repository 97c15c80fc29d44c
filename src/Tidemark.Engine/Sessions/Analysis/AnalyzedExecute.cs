using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Analysis;

/// <summary>EXECUTE name(arguments).</summary>
internal sealed class AnalyzedExecute(ExecuteStatement statement, PreparedStatement prepared, AnalyzedStatement target) : AnalyzedStatement
{
    /// <inheritdoc />
    public override IReadOnlyList<ResultColumn>? Columns => target.Columns;

    /// <summary>Finds the prepared statement.</summary>
    public static AnalyzedExecute Analyze(ExecuteStatement statement, SessionContext session)
    {
        var prepared = session.Session.Statements.Get(statement.Name);
        var target = prepared.Analyze() ?? throw PreparedStatementErrors.DoesNotExist(statement.Name);
        if (statement.Arguments.Count != target.ParameterTypes.Count) throw StatementErrors.ExecuteArgumentCount(statement.Name, target.ParameterTypes.Count, statement.Arguments.Count);
        return new AnalyzedExecute(statement, prepared, target);
    }

    /// <inheritdoc />
    public override bool IsCurrent(SessionContext session) =>
        session.Session.Statements.All.GetValueOrDefault(statement.Name) == prepared && ReferenceEquals(prepared.Analyze(), target);

    /// <summary>What the name stands for.</summary>
    public AnalyzedStatement Target => target;

    /// <summary>The values of its arguments.</summary>
    public Vector[] Arguments(SessionContext session)
    {
        var values = new Vector[statement.Arguments.Count];
        for (var i = 0; i < values.Length; i++) values[i] = ConstantExpressions.Evaluate(statement.Arguments[i], target.ParameterTypes[i], session);
        return values;
    }

    /// <inheritdoc />
    public override StatementRunner CreateRunner(SessionContext session, Vector[] parameters)
    {
        prepared.Count();
        return target.CreateRunner(session, Arguments(session));
    }
}
