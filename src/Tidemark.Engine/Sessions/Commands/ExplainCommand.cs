using Tidemark.Engine.Execution;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>EXPLAIN.</summary>
internal static class ExplainCommand
{
    public static IReadOnlyList<ResultColumn> Describe(ExplainStatement statement) => [new ResultColumn("QUERY PLAN", SqlTypes.Text)];

    public static CommandResult Execute(ExplainStatement statement, SessionContext session)
    {
        var analyze = false;
        foreach (var option in statement.Options)
        {
            var isOn = option.Value is null || Settings.BooleanSetting.Parse(option.Value.Text) == true;
            switch (option.Name)
            {
                case "analyze":
                    analyze = isOn;
                    break;
                case "format" when option.Value?.Text.Equals("text", StringComparison.OrdinalIgnoreCase) == false:
                    throw InternalErrors.NotSupported($"EXPLAIN (FORMAT {option.Value.Text.ToUpperInvariant()})", option.Position);
                case "verbose" or "costs" or "buffers" or "timing" or "summary" or "settings" or "wal" or "format":
                    break;
                default:
                    throw new SqlException(new SqlError { State = SqlState.SyntaxError, Message = $"unrecognized EXPLAIN option \"{option.Name}\"", Position = option.Position });
            }
        }

        if (statement.Statement is not (SelectStatement or InsertStatement or UpdateStatement or DeleteStatement)) throw InternalErrors.NotSupported($"EXPLAIN of {StatementNames.Of(statement.Statement)}", statement.Position);
        var query = AnalyzedQuery.Analyze(statement.Statement, StatementParameters.None, session);
        var lines = ExplainPrinter.Print(query.Plan, Plans.Context(session, []), analyze);
        return new CommandResult("EXPLAIN", TextRows.Of([.. lines.Select(l => new[] { l })]));
    }
}
