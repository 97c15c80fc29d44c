using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Execution;
using Tidemark.Engine.Planning;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Sessions.Commands;
using Tidemark.Engine.Sessions.Settings;
using Tidemark.Engine.Sessions.Writes;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Routines;

/// <summary>One statement of a routine's body. Its plan is kept while catalog and settings stay the same.</summary>
internal sealed class RoutineStep
{
    private readonly Statement _statement;
    private readonly UserRoutine _routine;
    private readonly SqlType[] _inputs;

    // The types that the statement must give; null where its rows are thrown away.
    private readonly IReadOnlyList<SqlType>? _columns;

    private Plan? _plan;
    private AnalyzedCall? _call;
    private long _catalogVersion;
    private SessionSettings? _settings;

    public RoutineStep(Statement statement, UserRoutine routine, SqlType[] inputs, IReadOnlyList<SqlType>? columns)
    {
        _statement = statement;
        _routine = routine;
        _inputs = inputs;
        _columns = columns;
    }

    /// <summary>The oids of the relations and routines that the statement names, once it was analysed.</summary>
    public IEnumerable<uint> Uses { get; private set; } = [];

    /// <summary>Finds out what the statement means, if that is not known already.</summary>
    public void Analyze(SessionContext session)
    {
        if (ReferenceEquals(_settings, session.Settings) && _catalogVersion == session.Catalog.Version) return;
        _plan = null;
        _call = null;
        switch (_statement)
        {
            case SelectStatement or InsertStatement or UpdateStatement or DeleteStatement or MergeStatement:
                var binder = session.NewBinder(_routine, _inputs);
                var bound = binder.BindStatement(_statement);
                Privileges.Check(binder, session);
                Uses = [.. binder.Relations.Used, .. binder.Functions.UsedRoutines];
                _plan = Plans.Make(_columns is null ? bound : RoutineBodies.Conform(bound, binder, _routine, _columns), session);
                break;
            case CallStatement call:
                _call = AnalyzedCall.Analyze(call, session.NewBinder(_routine, _inputs), session);
                break;
        }

        if (_columns is not null && _plan is null) RoutineBodies.Conform(null, session.NewBinder(), _routine, _columns);
        _catalogVersion = session.Catalog.Version;
        _settings = session.Settings;
    }

    /// <summary>Runs the statement.</summary>
    /// <param name="session">The session.</param>
    /// <param name="inputs">Flat vectors of one row.</param>
    /// <param name="result">Takes the rows; null where they are thrown away.</param>
    /// <param name="maxRows">How many rows are wanted.</param>
    public void Run(SessionContext session, Vector[] inputs, MaterializedRows? result, long maxRows)
    {
        Analyze(session);
        if (_plan is not null)
        {
            RunPlan(session, inputs, result, maxRows);
            return;
        }

        if (_routine is { IsProcedure: false, Volatility: not Volatility.Volatile }) throw RoutineErrors.NotAllowedUnlessVolatile(StatementNames.Of(_statement));
        using var runner = (_call ?? StatementAnalyzer.Analyze(_statement, [], session)).CreateRunner(session, _call is null ? [] : inputs);
        while (runner.Next(int.MaxValue) is not null) { }
    }

    private void RunPlan(SessionContext session, Vector[] inputs, MaterializedRows? result, long maxRows)
    {
        var changes = _plan!.Targets.Any(t => t.IsChanged);
        if (!_plan.Targets.IsEmpty)
        {
            var word = changes ? _plan.Kind.ToString().ToUpperInvariant() : "SELECT FOR UPDATE";
            if (_routine is { IsProcedure: false, Volatility: not Volatility.Volatile }) throw RoutineErrors.NotAllowedUnlessVolatile(word);
            session.RequireWritable(word);
        }

        while (!Plans.Lock(_plan!, session)) Analyze(session);
        var writer = new TransactionWriter(session);

        // One thread does all of it: bodies of other routines that it calls wait for no worker.
        using var stream = Operators.Open(_plan!.Root, Plans.Context(session, inputs, writer, inOrder: true));
        var batch = stream.Next();
        if (changes) writer.Complete();
        for (var rows = 0L; batch is not null; batch = stream.Next())
        {
            result?.Add(batch);
            rows += batch.Length;
            if (rows >= maxRows) break;
        }
    }

    /// <summary>Fails where the statement cannot stand in a body.</summary>
    public void CheckAllowed() => CheckAllowed(_statement);

    /// <summary>Fails where a statement cannot stand in a body or a block.</summary>
    public static void CheckAllowed(Statement statement)
    {
        switch (statement)
        {
            case BeginStatement or CommitStatement or RollbackStatement or SavepointStatement or ReleaseSavepointStatement or RollbackToSavepointStatement or PrepareTransactionStatement
                or VacuumStatement or CreateDatabaseStatement or DropDatabaseStatement or ExecuteStatement or FetchStatement or ExplainStatement:
                throw RoutineErrors.NotAllowed(StatementNames.Of(statement));
            case CopyStatement:
                throw new SqlException(new SqlError { State = SqlState.FeatureNotSupported, Message = "cannot COPY to/from client in an SQL function" });
        }
    }
}
