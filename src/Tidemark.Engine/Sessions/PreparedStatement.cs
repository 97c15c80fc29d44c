using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Sessions.Sharing;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions;

/// <summary>
/// A parsed statement. It is analysed when its types are first asked for or it is bound, and again when what it depends on has changed. Belongs to its session.
/// </summary>
public sealed class PreparedStatement
{
    private readonly SessionContext _session;
    private readonly SqlType?[] _declared;
    private ParsedStatement? _parsed;
    private SharedUse? _shared;
    private AnalyzedStatement? _analyzed;
    private long _runs;

    internal PreparedStatement(SessionContext session, ParsedStatement? parsed, SqlType?[] declared, string source)
    {
        _session = session;
        _parsed = parsed;
        _declared = declared;
        Text = parsed?.Text ?? "";
        Source = source;
        PreparedAt = Clocks.Now(session.Clock);
    }

    /// <summary>A statement that is analysed with all of its shape; parsed only where that is not possible.</summary>
    internal PreparedStatement(SessionContext session, string script, string text, SharedUse shared)
    {
        _session = session;
        _declared = StatementParameters.None;
        _shared = shared;
        Text = text;
        Source = script;
    }

    /// <summary>The statement's own text.</summary>
    public string Text { get; }

    /// <summary>The text that the client sent, which may hold other statements too.</summary>
    internal string Source { get; }

    /// <summary>When it was prepared, in microseconds since 2000-01-01 UTC.</summary>
    internal long PreparedAt { get; }

    /// <summary>Whether PREPARE made it.</summary>
    internal bool IsFromSql { get; init; }

    /// <summary>The name it was prepared under; empty for none.</summary>
    public string Name { get; set; } = "";

    /// <summary>The types of its parameters.</summary>
    public IReadOnlyList<SqlType> ParameterTypes => Analyze() is { } analyzed && _shared is null ? analyzed.ParameterTypes : [];

    /// <summary>The columns of its result; null when it gives no rows.</summary>
    public IReadOnlyList<ResultColumn>? Columns => Analyze()?.Columns;

    /// <summary>Whether the statement ends a transaction block, and so may run in a failed one.</summary>
    public bool EndsTransaction => _parsed?.Statement is CommitStatement or RollbackStatement or RollbackToSavepointStatement;

    internal Statement? Statement => _shared is null ? _parsed?.Statement : _shared.Shared.Statement;

    /// <summary>Analyses the statement, or makes sure that an earlier analysis still holds; null for an empty statement.</summary>
    internal AnalyzedStatement? Analyze()
    {
        if (_parsed is null && _shared is null) return null;
        if (_session.IsFailed && !EndsTransaction) throw TransactionErrors.Failed();
        if (_shared?.Analyze(_session) is { } shared) return shared;
        if (_shared is not null) (_parsed, _shared) = (SqlParser.Parse(Source)[0], null);
        if (_analyzed is { } known && known.IsCurrent(_session)) return known;
        var renewed = StatementAnalyzer.Analyze(_parsed!.Statement, _declared, _session);
        if (_analyzed is not null && Name.Length > 0 && !SameColumns(_analyzed.Columns, renewed.Columns)) throw StatementErrors.ResultTypeChanged();
        return _analyzed = renewed;
    }

    /// <summary>It runs once more.</summary>
    internal void Count() => _runs++;

    /// <summary>The statement as pg_prepared_statements shows it.</summary>
    internal PreparedStatementRow Describe(string name) => new(name, Source, PreparedAt, [.. _analyzed?.ParameterTypes.Select(t => (long)t.Oid) ?? []], IsFromSql, _runs);

    internal Portal Bind(ReadOnlySpan<ParameterValue> parameters)
    {
        Count();
        if (Analyze() is not { } analyzed) return new Portal(_session, EmptyRunner.Instance);
        if (_shared is { } shared) return new Portal(_session, analyzed.CreateRunner(_session, parameters.IsEmpty ? shared.Values : throw StatementErrors.ParameterCount(parameters.Length, Name, 0)));
        if (parameters.Length != analyzed.ParameterTypes.Count) throw StatementErrors.ParameterCount(parameters.Length, Name, analyzed.ParameterTypes.Count);
        return new Portal(_session, analyzed.CreateRunner(_session, StatementParameters.Read(analyzed.ParameterTypes, parameters, _session.Format)));
    }

    private static bool SameColumns(IReadOnlyList<ResultColumn>? a, IReadOnlyList<ResultColumn>? b) =>
        (a is null && b is null) || (a is not null && b is not null && a.Select(c => c.Type).SequenceEqual(b.Select(c => c.Type)));
}
