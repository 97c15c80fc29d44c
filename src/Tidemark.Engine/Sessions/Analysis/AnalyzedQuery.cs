using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Planning;
using Tidemark.Engine.Sessions.Settings;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Analysis;

/// <summary>A statement over rows, bound and planned.</summary>
internal sealed class AnalyzedQuery : AnalyzedStatement
{
    private readonly Statement _statement;
    private readonly ImmutableArray<SqlType> _parameterTypes;
    private readonly ResultColumn[] _columns;
    private readonly long _catalogVersion;
    private readonly long _sharedVersion;
    private readonly SessionSettings _settings;

    private AnalyzedQuery(Statement statement, BoundStatement bound, Plan plan, ImmutableArray<SqlType> parameterTypes, SessionContext session)
    {
        _statement = statement;
        Plan = plan;
        _parameterTypes = parameterTypes;
        _columns = [.. plan.Output.Zip(ColumnOrigins.Of(bound), (c, origin) => new ResultColumn(c.Name, Coercion.BaseOf(c.Type), origin.TableOid, (short)origin.ColumnNumber))];
        _catalogVersion = session.Catalog.Version;
        _sharedVersion = session.Instance.Catalog.Version;
        _settings = session.Settings;
    }

    /// <summary>The plan.</summary>
    public Plan Plan { get; }

    /// <summary>Whether the session runs routines of users for it, one at a time.</summary>
    public bool CallsRoutines { get; private init; }

    /// <inheritdoc />
    public override IReadOnlyList<SqlType> ParameterTypes => _parameterTypes;

    /// <inheritdoc />
    public override IReadOnlyList<ResultColumn>? Columns => Plan.Kind == PlanKind.Select || _columns.Length > 0 ? _columns : null;

    /// <summary>Binds and plans a statement.</summary>
    /// <param name="statement">The tree.</param>
    /// <param name="declared">The parameter types that the client declared, null for those to be inferred; null where there can be no parameters.</param>
    /// <param name="session">The session.</param>
    public static AnalyzedQuery Analyze(Statement statement, SqlType?[]? declared, SessionContext session)
    {
        var parameters = declared is null ? Binding.ParameterTypes.None : Binding.ParameterTypes.Inferred(declared);
        var binder = session.NewBinder(parameters);
        var bound = binder.BindStatement(statement);
        Privileges.Check(binder, session);
        var plan = Plans.Make(bound, session);
        return new AnalyzedQuery(statement, bound, plan, parameters.Complete(), session) { CallsRoutines = binder.CallsRoutines };
    }

    // Settings are immutable: the same object means that nothing that a literal or a name was read by has changed.
    /// <inheritdoc />
    public override bool IsCurrent(SessionContext session) => ReferenceEquals(_settings, session.Settings) && _catalogVersion == session.Catalog.Version && _sharedVersion == session.Instance.Catalog.Version;

    /// <inheritdoc />
    public override StatementRunner CreateRunner(SessionContext session, Vector[] parameters) => new QueryRunner(_statement, Plan, () => Replan(session), Columns ?? [], session, parameters, CallsRoutines);

    private Plan Replan(SessionContext session)
    {
        var renewed = Analyze(_statement, [.. _parameterTypes], session);
        if (!renewed._columns.Select(c => c.Type).SequenceEqual(_columns.Select(c => c.Type))) throw StatementErrors.ResultTypeChanged();
        return renewed.Plan;
    }
}
