using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Expressions;

namespace Tidemark.Engine.Sessions.Analysis;

/// <summary>Binds the expressions of definitions once, so that one that can never be bound is refused when it is defined.</summary>
internal static class ExpressionCheck
{
    /// <summary>A column's default: sees no columns and must be assignable.</summary>
    public static void Default(Expression expression, Column column, SessionContext session)
    {
        var binder = session.NewBinder();
        binder.Coercion.Coerce(binder.BindExpression(expression, "", [], ExpressionKind.Default), column.Type, CastContext.Assignment);
    }

    /// <summary>A check or a partial index's condition: boolean, over the table's columns.</summary>
    /// <returns>The columns that it reads, in the order of the table.</returns>
    public static List<Column> Condition(Expression expression, ObjectName table, IEnumerable<Column> columns, SessionContext session) =>
        Bind(expression, table, columns, session, ExpressionKind.Check, static (binder, bound) => binder.Coercion.ToBoolean(bound, "CHECK"));

    /// <summary>An index expression.</summary>
    public static List<Column> Expression(Expression expression, ObjectName table, IEnumerable<Column> columns, SessionContext session) =>
        Bind(expression, table, columns, session, ExpressionKind.Index, static (_, bound) => bound);

    private static List<Column> Bind(
        Expression expression,
        ObjectName table,
        IEnumerable<Column> columns,
        SessionContext session,
        ExpressionKind kind,
        Func<Binder, BoundExpression, BoundExpression> require)
    {
        var binder = session.NewBinder();
        var all = columns.ToList();
        var outputs = all.Select(c => binder.NewColumn(c.Name, c.Type)).ToList();
        var bound = require(binder, binder.BindExpression(expression, table.Name, [.. outputs], kind));
        var used = ExpressionTree.Descend(bound).OfType<BoundColumn>().Select(c => c.Id).ToHashSet();
        return [.. all.Where((_, i) => used.Contains(outputs[i].Id))];
    }
}
