using Tidemark.Engine.Execution;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>EXPLAIN.</summary>
internal static class ExplainCommand
{
    public static IReadOnlyList<ResultColumn> Describe(ExplainStatement statement) => [new ResultColumn("QUERY PLAN", FormatOf(statement) switch
    {
        ExplainFormat.Json => SqlTypes.Json,
        _ => SqlTypes.Text,
    })];

    public static CommandResult Execute(ExplainStatement statement, SessionContext session)
    {
        bool analyze = false, costs = true, verbose = false, buffers = false;
        bool? timing = null, summary = null, wal = null;
        foreach (var option in statement.Options)
        {
            switch (option.Name)
            {
                case "analyze": analyze = IsOn(option); break;
                case "verbose": verbose = IsOn(option); break;
                case "costs": costs = IsOn(option); break;
                case "timing": timing = IsOn(option); break;
                case "summary": summary = IsOn(option); break;
                case "wal": wal = IsOn(option); break;
                case "buffers": buffers = IsOn(option); break;
                // Settings change no plan.
                case "settings" or "format": break;
                default:
                    throw new SqlException(new SqlError { State = SqlState.SyntaxError, Message = $"unrecognized EXPLAIN option \"{option.Name}\"", Position = option.Position });
            }
        }

        if (timing == true && !analyze) throw NeedsAnalyze("TIMING");
        if (wal == true && !analyze) throw NeedsAnalyze("WAL");
        if (statement.Statement is not (SelectStatement or InsertStatement or UpdateStatement or DeleteStatement or ExecuteStatement)) throw InternalErrors.NotSupported($"EXPLAIN of {StatementNames.Of(statement.Statement)}", statement.Position);
        var format = FormatOf(statement);
        var start = session.Clock.GetTimestamp();
        var (query, parameters) = Analyze(statement, session);
        var request = new ExplainRequest(analyze, format, (summary ?? analyze) ? session.Clock.GetElapsedTime(start) : null);
        var lines = ExplainPrinter.Print(query.Plan, Plans.Context(session, parameters), request, new ExplainOptions { Costs = costs, Timing = timing ?? true, Verbose = verbose, Buffers = buffers });
        var rows = TextRows.Of([.. lines.Select(l => new[] { l })]);
        return new CommandResult("EXPLAIN", format == ExplainFormat.Json ? new Batch([rows.Column(0).As(SqlTypes.Json)], rows.Length) : rows);
    }

    // A prepared statement is explained with its arguments.
    private static (AnalyzedQuery Query, Vector[] Parameters) Analyze(ExplainStatement statement, SessionContext session)
    {
        if (statement.Statement is not ExecuteStatement execute) return (AnalyzedQuery.Analyze(statement.Statement, StatementParameters.None, session), []);
        var prepared = AnalyzedExecute.Analyze(execute, session);
        if (prepared.Target is not AnalyzedQuery query) throw InternalErrors.NotSupported("EXPLAIN of a prepared command", statement.Position);
        return (query, prepared.Arguments(session));
    }

    private static ExplainFormat FormatOf(ExplainStatement statement)
    {
        var format = ExplainFormat.Text;
        foreach (var option in statement.Options)
        {
            if (option.Name != "format") continue;
            format = option.Value?.Text.ToLowerInvariant() switch
            {
                "text" => ExplainFormat.Text,
                "json" => ExplainFormat.Json,
                "yaml" => ExplainFormat.Yaml,
                "xml" => ExplainFormat.Xml,
                null => throw new SqlException(new SqlError { State = SqlState.SyntaxError, Message = "format requires a parameter" }),
                var other => throw new SqlException(new SqlError { State = SqlState.InvalidParameterValue, Message = $"unrecognized value for EXPLAIN option \"format\": \"{other}\"", Position = option.Position }),
            };
        }

        return format;
    }

    private static bool IsOn(Option option) => option.Value is null || Settings.BooleanSetting.Parse(option.Value.Text) == true;

    private static SqlException NeedsAnalyze(string option) =>
        new(new SqlError { State = SqlState.InvalidParameterValue, Message = $"EXPLAIN option {option} requires ANALYZE" });
}
