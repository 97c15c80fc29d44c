using System.Text;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>
/// ADD COLUMN. A default that is the same for all rows is kept beside the column, and rows that are older answer with it; only a default that differs from row to row, and a
/// generated column, have the rows written anew.
/// </summary>
internal static class AddColumn
{
    public static void Apply(AddColumnAction action, TableAlteration table)
    {
        var draft = table.Draft;
        var name = action.Column.Name;
        if (draft.Find(name) is not null)
        {
            if (!action.IfNotExists) throw AlterErrors.ColumnExists(name, draft.Name.Name);
            table.Session.Notice(CatalogErrors.Skipping(SqlState.DuplicateColumn, $"column \"{name}\" of relation \"{draft.Name.Name}\" already exists"));
            return;
        }

        var indexes = draft.Indexes.Select(i => i.Oid).ToHashSet();
        var definitions = new ColumnDefinitions(draft);
        definitions.Add(action.Column);
        var constraints = definitions.Complete();
        foreach (var sequence in definitions.Sequences) table.Session.Transaction.Put(sequence);
        foreach (var index in draft.Indexes.Where(i => !indexes.Contains(i.Oid))) table.UnverifiedIndexes.Add(index.Oid);

        // A foreign key of a column that is new everywhere is tested like that of any other: its default may point at nothing.
        table.Unverified.AddRange(constraints.Where(c => c.Kind is ConstraintKind.Check or ConstraintKind.ForeignKey && !c.IsNotValid));
        var column = draft.Get(name);
        if (column.IsNotNull) table.NotNull.Add(name);
        Fill(column, table);
    }

    private static void Fill(Column column, TableAlteration table)
    {
        if (column.GeneratedSql is not null)
        {
            // Computed from the others when the row is otherwise complete.
            table.NewValues[column.Number] = (_, _) => Constants.Null(column.Type);
            return;
        }

        if (column.DefaultSql is null) return;
        var binder = table.Session.NewBinder();
        var bound = Bind(binder, column);
        if (ExpressionTree.Any(bound, static e => e is BoundCall { Function.Volatility: Volatility.Volatile }))
        {
            table.NewValues[column.Number] = (b, _) => Bind(b, column);
            return;
        }

        var value = ConstantExpressions.Evaluate(binder, bound, table.Session);
        if (value.IsNull(0)) return;
        var text = new BytesVectorBuilder(SqlTypes.Text, 1);
        TypeCodec.For(column.Type).FormatText(value, text, FormatSettings.Default);
        table.Draft.Change(column.Name, c => c with { Missing = Encoding.UTF8.GetString(VectorAccess.GetBytes(text.Build(), 0)) });
        table.NewDefaults[column.Number] = (b, _) => Bind(b, column);
    }

    private static BoundExpression Bind(Binder binder, Column column) =>
        binder.Coercion.TryCoerceTo(binder.BindExpression(SqlParser.ParseExpression(column.DefaultSql!), "", [], ExpressionKind.Default), column.Type, CastContext.Assignment)!;
}
