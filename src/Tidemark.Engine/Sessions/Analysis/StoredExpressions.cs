using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax;
using Tidemark.Errors;
using Tidemark.Types;
using Expression = Tidemark.Engine.Syntax.Expressions.Expression;

namespace Tidemark.Engine.Sessions.Analysis;

/// <summary>
/// The expressions of definitions, from syntax to the text that the catalog keeps. Each is bound once, so that one that can never be bound is refused when it is defined.
/// </summary>
internal static class StoredExpressions
{
    /// <summary>A column's default: sees no columns and must be assignable. Null for NULL, which a column has without one.</summary>
    public static string? Default(Expression expression, Column column, SessionContext session)
    {
        var binder = session.NewBinder();
        var bound = binder.BindExpression(expression, "", [], ExpressionKind.Default);
        if (binder.Coercion.TryCoerceTo(bound, column.Type, CastContext.Assignment) is null)
            throw TypeErrors.DefaultTypeMismatch(column.Name, column.Type.DisplayName, bound.Type.DisplayName);
        if (bound is BoundConstant { IsNull: true }) return null;
        if (bound.Type.Is(SqlTypes.Unknown)) bound = binder.Coercion.Coerce(bound, column.Type, CastContext.Assignment);
        return Text(bound, expression, text => binder.BindExpression(SqlParser.ParseExpression(text), "", [], ExpressionKind.Default));
    }

    /// <summary>The default of a routine's parameter: sees no columns and must be assignable.</summary>
    public static string ParameterDefault(Expression expression, SqlType type, SessionContext session)
    {
        var binder = session.NewBinder();
        var bound = binder.BindExpression(expression, "", [], ExpressionKind.Other);
        if (!type.IsPolymorphic) bound = binder.Coercion.ToType(bound, type, "DEFAULT");
        return Text(bound, expression, text => binder.BindExpression(SqlParser.ParseExpression(text), "", [], ExpressionKind.Other));
    }

    /// <summary>A partial index's condition: boolean, over the table's columns.</summary>
    public static (string Sql, List<Column> Used) IndexCondition(Expression expression, ObjectName table, IEnumerable<Column> columns, SessionContext session) =>
        Bind(expression, table, columns, session, ExpressionKind.IndexPredicate, static (binder, bound) => Immutable(binder, binder.Coercion.ToBoolean(bound, "WHERE"), "index predicate"));

    /// <summary>A check constraint's condition: boolean, over the table's columns.</summary>
    /// <returns>The text, and the columns that it reads in the order of the table.</returns>
    public static (string Sql, List<Column> Used) Check(Expression expression, ObjectName table, IEnumerable<Column> columns, SessionContext session) =>
        Bind(expression, table, columns, session, ExpressionKind.Check, static (binder, bound) => binder.Coercion.ToBoolean(bound, "CHECK"));

    /// <summary>An index expression.</summary>
    public static (string Sql, List<Column> Used) Index(Expression expression, ObjectName table, IEnumerable<Column> columns, SessionContext session) =>
        Bind(expression, table, columns, session, ExpressionKind.Index, static (binder, bound) => Immutable(binder, bound, "index expression"));

    /// <summary>The value of a generated column: immutable, over columns that are not generated themselves.</summary>
    public static string Generated(Expression expression, ObjectName table, IEnumerable<Column> columns, Column column, SessionContext session)
    {
        var all = columns.ToList();
        return Bind(expression, table, all, session, ExpressionKind.Generated, (binder, bound) =>
        {
            foreach (var read in ExpressionTree.Descend(bound).OfType<BoundColumn>())
            {
                if (all.Find(c => c.Name == read.Name) is not { } other || (other.GeneratedSql is null && other.Name != column.Name)) continue;
                throw Invalid($"cannot use generated column \"{read.Name}\" in column generation expression", "A generated column cannot reference another generated column.").At(read.Position == 0 ? null : read.Position);
            }

            if (binder.Coercion.TryCoerceTo(bound, column.Type, CastContext.Assignment) is null)
                throw TypeErrors.DefaultTypeMismatch(column.Name, column.Type.DisplayName, bound.Type.DisplayName);
            if (IsMutable(binder, bound))
                throw Invalid("generation expression is not immutable");
            return bound.Type.Is(SqlTypes.Unknown) ? binder.Coercion.Coerce(bound, column.Type, CastContext.Assignment) : bound;
        }).Sql;
    }

    private static BoundExpression Immutable(Binder binder, BoundExpression bound, string what) =>
        IsMutable(binder, bound) ? throw Invalid($"functions in {what} must be marked IMMUTABLE") : bound;

    private static bool IsMutable(Binder binder, BoundExpression bound) => ExpressionTree.Any(binder.Inlined(bound), static e => e is BoundCall { Function.Volatility: not Volatility.Immutable });

    /// <summary>The columns that a stored expression reads.</summary>
    public static List<Column> UsedBy(string sql, ObjectName table, IEnumerable<Column> columns, SessionContext session) =>
        StoredSql.Unplaced(() => Bind(SqlParser.ParseExpression(sql), table, columns, session, ExpressionKind.Other, static (_, bound) => bound).Used);

    /// <summary>A stored expression over a table of which columns were renamed.</summary>
    /// <param name="sql">The text with the old names.</param>
    /// <param name="table">The table.</param>
    /// <param name="before">Its columns under their old names.</param>
    /// <param name="after">The same under their new ones.</param>
    /// <param name="session">The session.</param>
    public static string Renamed(string sql, ObjectName table, IReadOnlyList<Column> before, IReadOnlyList<Column> after, SessionContext session)
    {
        var binder = session.NewBinder();
        var outputs = before.Select(c => binder.NewColumn(c.Name, c.Type)).ToImmutableArray();
        var names = outputs.Zip(after).ToDictionary(p => p.First.Id, p => p.Second.Name);
        var bound = StoredSql.Unplaced(() => binder.BindExpression(SqlParser.ParseExpression(sql), table.Name, outputs, ExpressionKind.Other));
        return ExpressionDeparser.Print(bound, c => names[c.Id]) ?? throw InternalErrors.NotSupported("renaming a column that an expression of this kind reads");
    }

    private static (string Sql, List<Column> Used) Bind(
        Expression expression,
        ObjectName table,
        IEnumerable<Column> columns,
        SessionContext session,
        ExpressionKind kind,
        Func<Binder, BoundExpression, BoundExpression> require)
    {
        var binder = session.NewBinder();
        var all = columns.ToList();
        var outputs = all.Select(c => binder.NewColumn(c.Name, c.Type)).ToImmutableArray();
        var bound = require(binder, binder.BindExpression(expression, table.Name, outputs, kind));
        var used = ExpressionTree.Descend(bound).OfType<BoundColumn>().Select(c => c.Id).ToHashSet();
        var sql = Text(bound, expression, text => require(binder, binder.BindExpression(SqlParser.ParseExpression(text), table.Name, outputs, kind)));
        return (sql, [.. all.Where((_, i) => used.Contains(outputs[i].Id))]);
    }

    // The printed form is kept only if it reads back as what it was printed from; otherwise the expression stays as it was written.
    private static string Text(BoundExpression bound, Expression written, Func<string, BoundExpression> read)
    {
        if (ExpressionDeparser.Print(bound) is not { } text) return SyntaxPrinter.Print(written);
        try
        {
            return ExpressionDeparser.Print(read(text)) == text ? text : SyntaxPrinter.Print(written);
        }
        catch (SqlException)
        {
            return SyntaxPrinter.Print(written);
        }
    }

    private static SqlException Invalid(string message, string? detail = null) => new(new SqlError { State = SqlState.InvalidObjectDefinition, Message = message, Detail = detail });
}
