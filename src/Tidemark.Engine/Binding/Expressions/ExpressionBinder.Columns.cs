using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Binding;

/// <summary>Columns, whole rows, fields and stars.</summary>
internal sealed partial class ExpressionBinder
{
    private const string RowVersionColumn = "xmin";

    /// <summary>The columns that a star in a select list stands for, with their names; null for an expression that is no star.</summary>
    public IReadOnlyList<(BoundExpression Value, string Name)>? ExpandStar(Expression expression, ExpressionKind kind)
    {
        switch (expression)
        {
            case StarExpression { Qualifier.IsEmpty: true } star:
                var visible = scope.Visible.Where(t => t.AreColumnsVisible).ToList();
                if (visible.Count == 0) throw QueryErrors.Malformed("SELECT * with no tables specified is not valid", star.Position);
                return [.. visible.SelectMany(t => t.Columns).Select(c => ((BoundExpression)(c.Reference with { Position = star.Position }), c.Name))];
            case StarExpression star:
                var table = FindTable(star.Qualifier, star.Qualifier.Count, star.Position);
                return [.. table.Columns.Select(c => ((BoundExpression)(c.Reference with { Position = star.Position }), c.Name))];
            case RowStarExpression star:
                var row = BindIn(star.Operand, kind);
                return row is BoundRow fields ? [.. fields.Fields.Zip(fields.Names)]
                    : row.Type is { IsRow: true, Fields.IsEmpty: false } ? [.. row.Type.Fields.Select((f, i) => (FieldOf(row, i), f.Name))]
                    : row.Type.Is(SqlTypes.Record) ? throw QueryErrors.Malformed("record type has not been registered", row.Position)
                    : throw QueryErrors.WrongFunctionKind($"type {row.Type.DisplayName} is not composite", null);
            default:
                return null;
        }
    }

    /// <summary>Takes note of what a star stands for.</summary>
    public void TraceStar(StarExpression star)
    {
        if (binder.ActiveTrace is not { } trace) return;
        var tables = star.Qualifier.IsEmpty ? scope.Visible.Where(t => t.AreColumnsVisible) : [FindTable(star.Qualifier, star.Qualifier.Count, star.Position)];
        trace.Stars.Add(new TracedStar(star.Position, [.. tables.SelectMany(t => t.Columns.Select(c => (t.IsJoin ? "" : t.Name, c.Name)))]));
    }

    private void TraceColumn(ColumnReference e, ScopeTable? table, OutputColumn column)
    {
        if (binder.ActiveTrace is { } trace) trace.Columns.Add(new TracedColumn(e.Position, [.. e.Parts], table?.RelationOid ?? 0, table?.Columns.IndexOf(column) ?? -1));
    }

    private BoundExpression BindColumn(ColumnReference e)
    {
        var position = e.Position;
        if (scope.Kind == ExpressionKind.Default) throw QueryErrors.ColumnInDefault(position);
        if (e.Parts.Count == 1)
        {
            if (ColumnLookup.FindColumn(scope, e.Column, position) is { } column)
            {
                if (binder.ActiveTrace is not null) TraceColumn(e, scope.Outwards().SelectMany(s => s.Visible).FirstOrDefault(t => t.AreColumnsVisible && t.Columns.Contains(column)), column);
                return Reference(column, position);
            }

            if (e.Column == RowVersionColumn && ColumnLookup.FindSystemTable(scope, e.Column, position) is { } versioned) return RowVersion(versioned, position);
            if (ColumnLookup.FindTable(scope, null, e.Column, position) is { } whole) return WholeRow(whole, position);
            if (RoutineParameter(e) is { } parameter) return parameter;
            throw ColumnLookup.Missing(scope, null, e.Column, position);
        }

        if (binder.Context.Routine is not null && ColumnLookup.FindTable(scope, null, e.Parts[0], position) is null && RoutineParameter(e) is { } qualified) return qualified;
        var table = FindTable(e.Parts, e.Parts.Count - 1, position);
        if (ColumnLookup.FindIn(table, e.Column, position) is { } found)
        {
            TraceColumn(e, table, found);
            return Reference(found, position);
        }

        if (e.Column == RowVersionColumn && table.SystemColumns is not null) return RowVersion(table, position);
        throw ColumnLookup.Missing(scope, e.Parts[^2], e.Column, position);
    }

    // xmin: null where an outer join found no row.
    private BoundCall RowVersion(ScopeTable table, int position)
    {
        var row = RowValue(BoundRow.Of([.. table.Columns.Select(c => Reference(c, position))], [.. table.Columns.Select(c => c.Name)]));
        return new BoundCall((ScalarFunction)binder.Context.Routines.Find("tidemark_row_version").First(), [row], SqlTypes.Xid) { Position = position };
    }

    // Within the body of a routine a name that is no column's may be a parameter's.
    private BoundParameter? RoutineParameter(ColumnReference e) => binder.Context.Routine?.Find(e.Parts) is { } number and > 0
        ? new BoundParameter(number - 1, binder.Context.Parameters.Use(number, e.Position)) { Position = e.Position }
        : null;

    private ScopeTable FindTable(Syntax.SyntaxList<string> parts, int count, int position)
    {
        if (count > 3) throw NameErrors.ImproperQualifiedName(string.Join('.', (IEnumerable<string>)parts), position);
        if (count == 3 && parts[0] != binder.Context.Functions.DatabaseName)
            throw NameErrors.CrossDatabaseReference(string.Join('.', (IEnumerable<string>)parts), position);
        var name = parts[count - 1];
        return ColumnLookup.FindTable(scope, count > 1 ? parts[count - 2] : null, name, position) ?? throw ColumnLookup.MissingTable(scope, name, position);
    }

    private static BoundColumn Reference(OutputColumn column, int position) => column.Reference with { Position = position };

    private BoundExpression WholeRow(ScopeTable table, int position)
    {
        ImmutableArray<BoundExpression> columns = [.. table.Columns.Select(c => Reference(c, position))];
        if (table.IsScalar && columns.Length == 1) return columns[0];
        if (RowTypeOf(table) is not { } type) return BoundRow.Of(columns, [.. table.Columns.Select(c => c.Name)]);
        return new BoundRow(columns, [.. type.Fields.Select(f => f.Name)], type);
    }

    // A table's rows are of its own type, and its fields keep their names whatever an alias calls them.
    private SqlType? RowTypeOf(ScopeTable table)
    {
        var relation = table.Chunk is null ? table.RelationOid : table.Table!.Oid;
        if (relation == 0 || binder.Context.Catalog.Find(relation) is not { } found) return null;
        return RowTypes.Of(found) is { } type && type.Fields.Length == table.Columns.Length ? type : null;
    }

    // The row as a value: null where an outer join found none for it.
    private BoundExpression RowValue(BoundExpression value)
    {
        if (value is not BoundRow { IsConstructor: false, Fields.IsEmpty: false } row || !row.Fields.Any(f => f is BoundColumn column && binder.IsNullable(column.Id))) return value;
        var isMissing = new BoundLogical(true, [.. row.Fields.Select(f => new BoundIsNull(f, false))]);
        return new BoundCase([(isMissing, Constants.Null(row.Type))], row, row.Type) { Position = row.Position };
    }

    private static BoundField FieldOf(BoundExpression row, int index) =>
        new(row, index, row.Type.Fields[index].Name, row.Type.Fields[index].Type) { Position = row.Position };

    private BoundExpression BindField(FieldSelection e)
    {
        var operand = Bind(e.Operand);
        switch (operand)
        {
            case BoundRow row:
                var index = row.Names.IndexOf(e.Field);
                if (index >= 0) return row.Fields[index];
                throw e.Operand is ColumnReference table
                    ? NameErrors.ColumnDoesNotExist(table.Column, e.Field, table.Position)
                    : NameErrors.FieldOfRecordUnknown(e.Field, e.Position);
            case { Type: { IsRow: true, Fields: { IsEmpty: false } fields } type }:
                for (var i = 0; i < fields.Length; i++)
                    if (fields[i].Name == e.Field)
                        return FieldOf(operand, i);
                throw type.Kind == TypeKind.Record ? NameErrors.FieldOfRecordUnknown(e.Field, e.Position) : NameErrors.FieldOfTypeUnknown(e.Field, type.DisplayName, e.Position);
            case { Type.Kind: TypeKind.Record }:
                throw NameErrors.FieldOfRecordUnknown(e.Field, e.Position);
            default:
                throw NameErrors.FieldOfNonComposite(e.Field, operand.Type.DisplayName, e.Position);
        }
    }

    private BoundRow BindRow(RowConstructor e)
    {
        var fields = ImmutableArray.CreateBuilder<BoundExpression>();
        foreach (var field in e.Fields)
        {
            if (ExpandStar(field, scope.Kind) is { } expanded) fields.AddRange(expanded.Select(x => x.Value));
            else fields.Add(Bind(field));
        }

        return BoundRow.Of(fields.ToImmutable(), [.. Enumerable.Range(1, fields.Count).Select(i => $"f{i}")]) with { IsConstructor = true };
    }
}
