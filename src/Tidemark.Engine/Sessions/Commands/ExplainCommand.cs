using Tidemark.Engine.Execution;
using Tidemark.Engine.Sessions.Analysis;
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
                case "analyze": analyze = option.Boolean(); break;
                case "verbose": verbose = option.Boolean(); break;
                case "costs": costs = option.Boolean(); break;
                case "timing": timing = option.Boolean(); break;
                case "summary": summary = option.Boolean(); break;
                case "wal": wal = option.Boolean(); break;
                case "buffers": buffers = option.Boolean(); break;
                // Settings change no plan.
                case "settings": option.Boolean(); break;
                case "format": break;
                default:
                    throw new SqlException(new SqlError { State = SqlState.SyntaxError, Message = $"unrecognized EXPLAIN option \"{option.Name}\"", Position = option.Position });
            }
        }

        if (wal == true && !analyze) throw NeedsAnalyze("WAL");
        if (timing == true && !analyze) throw NeedsAnalyze("TIMING");
        var format = FormatOf(statement);
        var start = session.Clock.GetTimestamp();
        if (analyze && (statement.Statement is CreateTableAsStatement or CreateMaterializedViewStatement || (statement.Statement is SelectStatement into && SelectInto.Of(into) is not null)))
            throw InternalErrors.NotSupported($"EXPLAIN ANALYZE of {StatementNames.Of(statement.Statement)}", statement.Position);
        if (statement.Statement is RefreshMaterializedViewStatement) return new CommandResult("EXPLAIN", TextRows.Of([["Utility statements have no plan structure"]]));
        if (statement.Statement is CreateTableAsStatement { IfNotExists: true } known && session.FindRelation(known.Name) is { } existing)
        {
            session.Notice(CatalogErrors.Skipping(SqlState.DuplicateTable, $"relation \"{existing.Name}\" already exists"));
            return new CommandResult("EXPLAIN", new Batch([new BytesVectorBuilder(SqlTypes.Text).Detach()], 0));
        }

        var (query, parameters) = Analyze(statement, session);
        var request = new ExplainRequest(analyze, format, (summary ?? analyze) ? session.Clock.GetElapsedTime(start) : null);
        var lines = ExplainPrinter.Print(query.Plan, Plans.Context(session, parameters), request, new ExplainOptions { Costs = costs, Timing = timing ?? true, Verbose = verbose, Buffers = buffers });
        var rows = TextRows.Of([.. lines.Select(l => new[] { l })]);
        return new CommandResult("EXPLAIN", format == ExplainFormat.Json ? new Batch([rows.Column(0).As(SqlTypes.Json)], rows.Length) : rows);
    }

    // A prepared statement is explained with its arguments.
    private static (AnalyzedQuery Query, Vector[] Parameters) Analyze(ExplainStatement statement, SessionContext session)
    {
        Statement? explained = statement.Statement switch
        {
            ExecuteStatement => null,
            DeclareCursorStatement cursor => new SelectStatement(cursor.Query),
            CreateTableAsStatement table => table.Source,
            CreateMaterializedViewStatement view => new SelectStatement(view.Query),
            SelectStatement select when SelectInto.Of(select) is { } table => table.Source,
            var other => other,
        };
        if (explained is not null) return (AnalyzedQuery.Analyze(explained, null, session), []);
        var execute = (ExecuteStatement)statement.Statement;
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

    private static SqlException NeedsAnalyze(string option) =>
        new(new SqlError { State = SqlState.InvalidParameterValue, Message = $"EXPLAIN option {option} requires ANALYZE" });
}
