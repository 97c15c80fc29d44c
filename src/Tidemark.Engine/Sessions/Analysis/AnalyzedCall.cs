using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Execution;
using Tidemark.Engine.Planning;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Analysis;

/// <summary>CALL procedure(arguments).</summary>
internal sealed class AnalyzedCall : AnalyzedStatement
{
    private readonly CallStatement _statement;
    private readonly Procedure _procedure;
    private readonly Plan _arguments;
    private readonly ImmutableArray<SqlType> _parameterTypes;
    private readonly UserRoutine? _routine;
    private readonly ResultColumn[]? _columns;
    private readonly long _catalogVersion;
    private readonly object _settings;

    private AnalyzedCall(CallStatement statement, Procedure procedure, Plan arguments, ImmutableArray<SqlType> parameterTypes, SessionContext session)
    {
        _statement = statement;
        _procedure = procedure;
        _arguments = arguments;
        _parameterTypes = parameterTypes;
        _catalogVersion = session.Catalog.Version;
        _settings = session.Settings;
        _routine = UserRoutines.SourceOf(procedure);
        var outputs = _routine?.Outputs.Select((p, i) => new ResultColumn(p.Name ?? $"column{i + 1}", p.Type)).ToArray();
        _columns = outputs is { Length: > 0 } ? outputs : null;
    }

    /// <inheritdoc />
    public override IReadOnlyList<SqlType> ParameterTypes => _parameterTypes;

    /// <inheritdoc />
    public override IReadOnlyList<ResultColumn>? Columns => _columns;

    /// <summary>Binds a call; 42809 where a function is named.</summary>
    public static AnalyzedCall Analyze(CallStatement statement, SqlType?[] declared, SessionContext session)
    {
        var parameters = Binding.ParameterTypes.Inferred(declared);
        return Analyze(statement, session.NewBinder(parameters), session);
    }

    /// <summary>Binds a call by a binder of the statement around it.</summary>
    public static AnalyzedCall Analyze(CallStatement statement, Binder binder, SessionContext session)
    {
        var call = (BoundProcedureCall)binder.BindStatement(statement);
        Privileges.Check(binder, session);
        if (call.Function is not Procedure procedure)
        {
            throw new SqlException(new SqlError
            {
                State = SqlState.WrongObjectType,
                Message = $"{FunctionResolution.Signature(statement.Call.Name, [.. call.Arguments.Take(statement.Call.Arguments.Count).Select((a, i) => Written(statement.Call.Arguments[i], a))])} is not a procedure",
                Hint = "To call a function, use SELECT.",
                Position = statement.Call.Position,
            });
        }

        var items = call.Arguments.Select((a, i) => new ProjectItem(a, binder.NewColumn(procedure.Parameters[i].Name ?? "", a.Type))).ToImmutableArray();
        var plan = Plans.Make(new BoundQuery(new Project(Values.SingleRow, items)), session);
        return new AnalyzedCall(statement, procedure, plan, binder.Context.Parameters.Complete(), session);
    }

    // Messages name the types as they are written: a literal has none before it is bound.
    private static NamedArgument Written(FunctionArgument written, BoundExpression bound) =>
        new(null, written.Value is StringLiteral or NullLiteral ? bound with { Type = SqlTypes.Unknown } : bound);

    /// <inheritdoc />
    public override bool IsCurrent(SessionContext session) => ReferenceEquals(_settings, session.Settings) && _catalogVersion == session.Catalog.Version;

    /// <inheritdoc />
    public override StatementRunner CreateRunner(SessionContext session, Vector[] parameters) => new Runner(this, session, parameters);

    private ImmutableArray<Vector> Arguments(SessionContext session, Vector[] parameters)
    {
        using var stream = Operators.Open(_arguments.Root, Plans.Context(session, parameters));
        var batch = stream.Next() ?? throw InternalErrors.Unexpected("the arguments of a call gave no row");
        var values = ImmutableArray.CreateBuilder<Vector>(batch.ColumnCount);
        for (var i = 0; i < batch.ColumnCount; i++)
        {
            var value = VectorBuilder.Create(batch.Column(i).Type, 1);
            value.AppendRow(batch.Column(i), 0);
            values.Add(value.Detach());
        }

        return values.MoveToImmutable();
    }

    private sealed class Runner(AnalyzedCall call, SessionContext session, Vector[] parameters) : StatementRunner(call._statement)
    {
        private readonly BatchSlicer _rows = new();

        public override PortalKind Kind => call._columns is null ? PortalKind.Command : PortalKind.Rows;

        public override IReadOnlyList<ResultColumn> Columns => call._columns ?? [];

        public override Batch? Next(int maxRows)
        {
            if (!IsDone)
            {
                var arguments = call.Arguments(session, parameters);
                if (call._routine is { } routine)
                {
                    if (session.Routines.Call(routine, arguments) is { } row) _rows.Take(row);
                }
                else
                {
                    call._procedure.Invoke(arguments, new StatementContext(session));
                }

                CommandTag = "CALL";
                IsDone = true;
            }

            return _rows.IsEmpty ? null : _rows.Next(maxRows);
        }
    }
}
