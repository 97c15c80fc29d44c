using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Types;
using Expression = Tidemark.Engine.Syntax.Expressions.Expression;

namespace Tidemark.Engine.Binding;

/// <summary>
/// Turns syntax trees into bound trees: names, types, overloads and conversions resolved by PostgreSQL's rules. One binder a statement, used by one thread;
/// column ids are unique within what one binder makes.
/// </summary>
internal sealed partial class Binder
{
    private readonly Numbers _numbers;
    private readonly bool _isPart;

    // A materialized view without rows that a scan reads: a view may be made of it, but nothing that runs.
    private string? _unpopulated;

    // The scope whose query a column belongs to, by column id: decides the level of an aggregate and what must be grouped.
    private readonly Dictionary<ColumnId, Scope> _owners = [];

    private readonly HashSet<ColumnId> _nullable = [];

    public Binder(BindingContext context)
        : this(context, null)
    {
    }

    /// <summary>A binder of text that becomes part of what another one binds, such as a function's body: it sees other names, and gives columns different numbers.</summary>
    public Binder(BindingContext context, Binder? outer)
    {
        _numbers = outer?._numbers ?? new Numbers();
        _isPart = outer is not null;
        Context = context;
        Types = new TypeNames(context);
        Relations = new RelationNames(context);
        Literals = new LiteralReader(context, new RegisteredNames(context, Relations, Types));
        Domains = new DomainRules(this);
        Coercion = new Coercion(context.Routines, Literals, context.Parameters, Domains);
        Operators = new OperatorResolution(context.Catalog, context.Routines, Coercion);
        Functions = new FunctionResolution(context, Coercion, BindStandalone);
    }

    /// <summary>What the statement may look at.</summary>
    public BindingContext Context { get; }

    internal TypeNames Types { get; }

    internal RelationNames Relations { get; }

    internal LiteralReader Literals { get; }

    internal DomainRules Domains { get; }

    internal Coercion Coercion { get; }

    internal OperatorResolution Operators { get; }

    internal FunctionResolution Functions { get; }

    /// <summary>Binds a statement that reads or changes rows; others are 0A000 here, being carried out from their syntax.</summary>
    public BoundStatement BindStatement(Statement statement)
    {
        var bound = Finish(BindStatement(statement, null));
        return _unpopulated is null ? bound : throw MaterializedViewErrors.NotPopulated(_unpopulated);
    }

    /// <summary>Binds a query.</summary>
    public BoundQuery BindQuery(QueryExpression query) => (BoundQuery)Finish(new BoundQuery(BindNested(query, null, QueryUse.Nested)));

    /// <summary>The type of a name; 42704 where there is none.</summary>
    public SqlType ResolveType(TypeName name) => Types.Resolve(name);

    /// <summary>Binds an expression over a table's columns: a check, a generated column, an index expression. Its columns are those of <paramref name="columns"/>.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="tableName">The name that may qualify columns.</param>
    /// <param name="columns">The columns; empty for a default, which sees none.</param>
    /// <param name="kind">What the expression is for, which decides what may occur in it.</param>
    public BoundExpression BindExpression(Expression expression, string tableName, ImmutableArray<OutputColumn> columns, ExpressionKind kind)
    {
        var scope = new Scope(null) { Kind = kind };
        if (!columns.IsEmpty) AddTable(scope, new ScopeTable { Name = tableName, Columns = columns });
        return new ExpressionBinder(this, scope).Bind(expression, kind);
    }

    /// <summary>Columns for a table's live columns, with new ids, as <see cref="BindExpression"/> takes them.</summary>
    public ImmutableArray<OutputColumn> NewColumns(Table table) => [.. table.LiveColumns.Select(c => NewColumn(c.Name, c.Type))];

    /// <summary>A column with a new id.</summary>
    public OutputColumn NewColumn(string name, SqlType type) => new(new ColumnId(++_numbers.LastColumn), name, type);

    /// <summary>Takes note that an outer join may give no row for a table, so that all of these columns are null.</summary>
    internal void MakeNullable(ScopeTable table)
    {
        foreach (var column in table.Columns) _nullable.Add(column.Id);
    }

    /// <summary>Whether a column is of a table that an outer join may give no row for.</summary>
    internal bool IsNullable(ColumnId column) => _nullable.Contains(column);

    internal int NewCommonTableId() => ++_numbers.LastCommonTable;

    /// <summary>A column with a new id that a query of its own level computes.</summary>
    internal OutputColumn NewComputed(Scope scope, string name, SqlType type, ComputedKind kind)
    {
        var column = NewColumn(name, type);
        scope.Computed.Add(column.Id, kind);
        _owners[column.Id] = scope;
        return column;
    }

    /// <summary>The scope whose query a column belongs to; null for a column that none owns any more.</summary>
    internal Scope? OwnerOf(ColumnId column) => _owners.GetValueOrDefault(column);

    /// <summary>Makes a table known to a scope for hints, and its columns the scope's own.</summary>
    internal void Own(Scope scope, ScopeTable table)
    {
        scope.Tables.Add(table);
        foreach (var column in table.Columns) _owners[column.Id] = scope;
    }

    internal void Own(Scope scope, OutputColumn column) => _owners[column.Id] = scope;

    /// <summary>Makes a table known and visible.</summary>
    internal void AddTable(Scope scope, ScopeTable table)
    {
        Own(scope, table);
        scope.Visible.Add(table);
    }

    /// <summary>Binds stored SQL that sees no columns, such as a default.</summary>
    internal BoundExpression BindStandalone(string sql) =>
        StoredSql.Unplaced(() => new ExpressionBinder(this, new Scope(null)).Bind(StoredSql.ParseExpression(sql), ExpressionKind.Default));

    // What binders that work on one statement count together.
    private sealed class Numbers
    {
        public int LastColumn;

        public int LastCommonTable;
    }
}
