using System.Text;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Sessions.Commands;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Blocks;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Routines;

/// <summary>
/// DO: runs a block of PL/pgSQL of the kind that migrations are written in, statements under conditions and handlers of errors, within the session's transaction. There are no variables and no loops: those are
/// refused when the block is read.
/// </summary>
internal sealed class BlockRunner
{
    private readonly SessionContext _session;

    // The error that the innermost handler is busy with.
    private SqlException? _handled;

    private BlockRunner(SessionContext session) => _session = session;

    /// <summary>Runs a DO statement.</summary>
    public static CommandResult Execute(DoStatement statement, SessionContext session)
    {
        var language = (statement.Language ?? "plpgsql").ToLowerInvariant();
        if (language == "sql") throw RoutineErrors.NoInlineCode(language);
        if (language != "plpgsql") throw CreateRoutine.LanguageError(language);
        Block block;
        try
        {
            block = SqlParser.ParseBlock(statement.Body);
        }
        catch (SqlException failure)
        {
            // A place in the body means nothing in the statement around it.
            throw new SqlException(failure.Error with { Position = null }, failure);
        }

        new BlockRunner(session).Run(block);
        return "DO";
    }

    private void Run(IReadOnlyList<BlockStep> steps)
    {
        foreach (var step in steps)
        {
            _session.ThrowIfCancelled();
            Run(step);
        }
    }

    private void Run(BlockStep step)
    {
        switch (step)
        {
            case Block block:
                Run(block);
                break;
            case SqlStep sql:
                Within(step, "SQL statement", () => RunStatement(sql.Statement, sql.Text));
                break;
            case PerformStep perform:
                Within(step, "PERFORM", () => Statement(perform.Query, perform.Text));
                break;
            case ExecuteStep execute:
                Within(step, "EXECUTE", () =>
                {
                    var text = Value(execute.Text) ?? throw RoutineErrors.NullQuery();
                    foreach (var parsed in SqlParser.Parse(text)) Statement(parsed.Statement, parsed.Text);
                });
                break;
            case IfStep choice:
                Run(Chosen(choice));
                break;
            case RaiseStep raise:
                Within(step, "RAISE", () => Raise(raise));
                break;
        }
    }

    private void Run(Block block)
    {
        if (block.Handlers.Count == 0)
        {
            Run(block.Steps);
            return;
        }

        var before = _session.Transaction.State;
        var settings = _session.Settings;
        try
        {
            Run(block.Steps);
        }
        catch (SqlException failure) when (HandlerOf(block, failure.Error.State) is not null)
        {
            // What the block did is undone, settings included.
            _session.Transaction.Restore(before);
            _session.ChangeSettings(settings);
            var outer = _handled;
            _handled = failure;
            Run(HandlerOf(block, failure.Error.State)!.Steps);
            _handled = outer;
        }
    }

    private static BlockHandler? HandlerOf(Block block, SqlState state) => block.Handlers.FirstOrDefault(h => h.Conditions.Any(c => Handles(c, state)));

    // OTHERS handles all but cancellation and failed assertions.
    private static bool Handles(HandledCondition condition, SqlState state) => condition.States.Count == 0
        ? state != SqlState.QueryCanceled && state.Code != "P0004"
        : condition.States.Any(s => s == state.Code || (s.EndsWith("000", StringComparison.Ordinal) && s[..2] == state.Class));

    private IReadOnlyList<BlockStep> Chosen(IfStep choice)
    {
        foreach (var (condition, steps) in choice.Branches)
        {
            var isTrue = false;
            Within(choice, "IF", () => isTrue = Value(new CastExpression(condition, new TypeName(new QualifiedName(["pg_catalog", "bool"])))) == "true");
            if (isTrue) return steps;
        }

        return choice.Else;
    }

    private void RunStatement(Statement statement, string text)
    {
        if (statement is SelectStatement) throw RoutineErrors.NoDestination();
        Statement(statement, text);
    }

    private void Statement(Statement statement, string text)
    {
        RoutineStep.CheckAllowed(statement);
        try
        {
            Rows(statement, null);
        }
        catch (SqlException failure)
        {
            throw new SqlException(failure.Error with { Position = null, Where = WhereOf(failure, $"SQL statement \"{text}\"") }, failure);
        }
    }

    // A value as text; null for none.
    private string? Value(Expression expression)
    {
        string? value = null;
        var text = new CastExpression(expression, new TypeName(new QualifiedName(["pg_catalog", "text"])));
        Rows(new SelectStatement(new SelectQuery([new SelectItem(text, null)])), batch => value = batch.Column(0).IsNull(0) ? null : Encoding.UTF8.GetString(VectorAccess.GetBytes(batch.Column(0), 0)));
        return value;
    }

    // Each statement looks at the newest state.
    private void Rows(Statement statement, Action<Batch>? take)
    {
        _session.Transaction.BeginStatement();
        using var runner = StatementAnalyzer.Analyze(statement, [], _session).CreateRunner(_session, []);
        while (runner.Next(int.MaxValue) is { } batch) take?.Invoke(batch);
    }

    private void Raise(RaiseStep raise)
    {
        if (raise.Format is null) throw _handled ?? throw RoutineErrors.NothingToRaise();
        var message = new StringBuilder();
        var next = 0;
        for (var i = 0; i < raise.Format.Length; i++)
        {
            if (raise.Format[i] != '%') message.Append(raise.Format[i]);
            else if (i + 1 < raise.Format.Length && raise.Format[i + 1] == '%') message.Append(raise.Format[i++]);
            else message.Append(Value(raise.Values[next++]) ?? "<NULL>");
        }

        var error = RoutineErrors.Raised(raise.Level, message.ToString());
        if (raise.Level >= Severity.Error) throw new SqlException(error);
        _session.Notice(error);
    }

    private static void Within(BlockStep step, string what, Action run)
    {
        try
        {
            run();
        }
        catch (SqlException failure)
        {
            throw new SqlException(failure.Error with { Position = null, Where = WhereOf(failure, $"PL/pgSQL function inline_code_block line {step.Line} at {what}") }, failure);
        }
    }

    private static string WhereOf(SqlException failure, string where) => failure.Error.Where is { } inner ? $"{inner}\n{where}" : where;
}
