using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.SystemTables;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>Descriptions of objects: format_type, pg_get_indexdef, pg_table_is_visible and their kin.</summary>
internal static class CatalogFunctions
{
    public static void Register(Declarations declare)
    {
        declare.Nullable("format_type", [SqlTypes.Oid, SqlTypes.Int4], SqlTypes.Text, FormatType, Volatility.Stable);
        declare.Nullable("pg_typeof", [SqlTypes.Any], SqlTypes.RegType, static (arguments, _, result, _) => ((FixedVectorBuilder<long>)result).Append(arguments[0].Type.Oid), Volatility.Stable);
        foreach (var name in new[] { "pg_table_is_visible", "pg_type_is_visible", "pg_function_is_visible", "pg_operator_is_visible", "pg_collation_is_visible", "pg_conversion_is_visible", "pg_opclass_is_visible", "pg_opfamily_is_visible", "pg_statistics_obj_is_visible", "pg_ts_config_is_visible", "pg_ts_dict_is_visible", "pg_ts_parser_is_visible", "pg_ts_template_is_visible" })
        {
            declare.Map<long, bool?>(name, [SqlTypes.Oid], SqlTypes.Bool, (oid, c) => IsThere(name, (uint)oid, c) ? IsVisible((uint)oid, c) : null, Volatility.Stable);
        }

        declare.Map<long, string?>("pg_get_triggerdef", [SqlTypes.Oid], SqlTypes.Text, static (_, _) => null, Volatility.Stable);
        declare.Map<long, bool, string?>("pg_get_triggerdef", [SqlTypes.Oid, SqlTypes.Bool], SqlTypes.Text, static (_, _, _) => null, Volatility.Stable);

        // There are no rules, and no conversions of encodings.
        declare.Map<long, string?>("pg_get_ruledef", [SqlTypes.Oid], SqlTypes.Text, static (_, _) => null, Volatility.Stable);
        declare.Map<long, bool, string?>("pg_get_ruledef", [SqlTypes.Oid, SqlTypes.Bool], SqlTypes.Text, static (_, _, _) => null, Volatility.Stable);

        // No table is a partition of another.
        Rows.Declare(declare, "pg_partition_ancestors", [SqlTypes.RegClass], SqlTypes.RegClass, static _ => [], Volatility.Stable);
        declare.Map<long, string?>("pg_get_indexdef", [SqlTypes.Oid], SqlTypes.Text, static (oid, c) => IndexDefinition.Find((uint)oid, c.Catalog) is { } index ? StoredText.Show(IndexDefinition.Of(index, c.Catalog), c) : null, Volatility.Stable);
        declare.Map<long, int, bool, string?>("pg_get_indexdef", [SqlTypes.Oid, SqlTypes.Int4, SqlTypes.Bool], SqlTypes.Text, static (oid, column, isPretty, c) =>
            IndexDefinition.Find((uint)oid, c.Catalog) is { } index ? StoredText.Show(column == 0 ? IndexDefinition.Of(index, c.Catalog, isPretty) : IndexDefinition.Key(index, column - 1, c.Catalog, isPretty), c) : null, Volatility.Stable);
        declare.Map<long, string?>("pg_get_constraintdef", [SqlTypes.Oid], SqlTypes.Text, static (oid, c) => ConstraintDefinition.Of((uint)oid, isPretty: false, c), Volatility.Stable);
        declare.Map<long, bool, string?>("pg_get_constraintdef", [SqlTypes.Oid, SqlTypes.Bool], SqlTypes.Text, static (oid, isPretty, c) => ConstraintDefinition.Of((uint)oid, isPretty, c), Volatility.Stable);
        declare.Map<string, long, string>("pg_get_expr", [SqlTypes.Text, SqlTypes.Oid], SqlTypes.Text, static (text, _, c) => ConstraintDefinition.Expression(text, isPretty: false, c), Volatility.Stable);
        declare.Map<string, long, bool, string>("pg_get_expr", [SqlTypes.Text, SqlTypes.Oid, SqlTypes.Bool], SqlTypes.Text, static (text, _, isPretty, c) => ConstraintDefinition.Expression(text, isPretty, c), Volatility.Stable);
        declare.Map<long, string?>("pg_get_viewdef", [SqlTypes.Oid], SqlTypes.Text, static (oid, c) => ViewText((uint)oid, c), Volatility.Stable);
        declare.Map<long, bool, string?>("pg_get_viewdef", [SqlTypes.Oid, SqlTypes.Bool], SqlTypes.Text, static (oid, _, c) => ViewText((uint)oid, c), Volatility.Stable);
        declare.Map<long, int, string?>("pg_get_viewdef", [SqlTypes.Oid, SqlTypes.Int4], SqlTypes.Text, static (oid, _, c) => ViewText((uint)oid, c), Volatility.Stable);
        declare.Map<string, string?>("pg_get_viewdef", [SqlTypes.Text], SqlTypes.Text, static (name, c) => ViewText((uint)(FindRelation(name, c) ?? throw Errors.NameErrors.RelationDoesNotExist(WrittenName.Parse(name).ToString(), null, null)), c), Volatility.Stable);
        declare.Map<string, bool, string?>("pg_get_viewdef", [SqlTypes.Text, SqlTypes.Bool], SqlTypes.Text, static (name, _, c) => ViewText((uint)(FindRelation(name, c) ?? throw Errors.NameErrors.RelationDoesNotExist(WrittenName.Parse(name).ToString(), null, null)), c), Volatility.Stable);
        declare.Map<long, string, string?>("obj_description", [SqlTypes.Oid, SqlTypes.Name], SqlTypes.Text, static (oid, _, c) => c.Catalog.Find((uint)oid)?.Comment ?? ConstraintComment((uint)oid, c), Volatility.Stable);
        declare.Map<long, string, string?>("shobj_description", [SqlTypes.Oid, SqlTypes.Name], SqlTypes.Text, static (oid, _, c) => c.Shared.Find((uint)oid)?.Comment, Volatility.Stable);
        declare.Map<long, int, string?>("col_description", [SqlTypes.Oid, SqlTypes.Int4], SqlTypes.Text,
            static (oid, number, c) => c.Catalog.Find((uint)oid) is View view
                ? view.Columns.ElementAtOrDefault(number - 1)?.Comment
                : c.Catalog.Find<Table>((uint)oid)?.Columns.FirstOrDefault(x => x.Number == number)?.Comment, Volatility.Stable);
        declare.Map<string, long?>("to_regclass", [SqlTypes.Text], SqlTypes.RegClass, static (name, c) => FindRelation(name, c), Volatility.Stable);
        // PostgreSQL has none from name; views give the names of chunks as such.
        foreach (var source in new[] { SqlTypes.Text, SqlTypes.Varchar, SqlTypes.Name })
        {
            declare.Cast(CastContext.Implicit, declare.Map<string, long>("regclass", [source], SqlTypes.RegClass, static (name, c) => ParseRelation(name, c), Volatility.Stable));
        }

        declare.Map<long, short, bool, bool>("pg_column_is_updatable", [SqlTypes.RegClass, SqlTypes.Int2, SqlTypes.Bool], SqlTypes.Bool, static (oid, number, _, c) => c.Catalog.Find((uint)oid) is View view
                ? number > 0 && UpdatableQuery.ColumnsOf(view, c)?.ElementAtOrDefault(number - 1) > 0
                : c.Catalog.Find((uint)oid) is Table, Volatility.Stable);
        declare.Map<long, bool, int>("pg_relation_is_updatable", [SqlTypes.RegClass, SqlTypes.Bool], SqlTypes.Int4, static (oid, _, c) => c.Catalog.Find((uint)oid) is Table || (c.Catalog.Find((uint)oid) is View view && UpdatableQuery.ColumnsOf(view, c) is not null) ? 28 : 0, Volatility.Stable);
        declare.Map<long, string?>("pg_get_partkeydef", [SqlTypes.Oid], SqlTypes.Text, static _ => null, Volatility.Stable);
        declare.Map<long, bool>("pg_relation_is_publishable", [SqlTypes.RegClass], SqlTypes.Bool, static (oid, c) => c.Catalog.Find((uint)oid) is Table, Volatility.Stable);
        declare.Map<long, string?>("pg_get_statisticsobjdef_columns", [SqlTypes.Oid], SqlTypes.Text, static _ => null, Volatility.Stable);
        declare.Map<string, string, string?>("pg_get_serial_sequence", [SqlTypes.Text, SqlTypes.Text], SqlTypes.Text, SerialSequence, Volatility.Stable);
    }

    private static string? ConstraintComment(uint oid, FunctionContext context) =>
        context.Catalog.Relations.OfType<Table>().SelectMany(t => t.Constraints).FirstOrDefault(c => c.Oid == oid)?.Comment
        ?? context.Catalog.UserTypes.OfType<DomainType>().SelectMany(d => d.Checks).FirstOrDefault(c => c.Oid == oid)?.Comment;

    private static void FormatType(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context)
    {
        if (arguments[0].IsNull(row))
        {
            result.AppendNull();
            return;
        }

        var oid = (uint)VectorAccess.Get<long>(arguments[0], row);
        var modifier = arguments[1].IsNull(row) ? -1 : VectorAccess.Get<int>(arguments[1], row);
        RowResult<string>.Write(result, oid == 0 ? "-" : context.Format.Names?.Find(TypeKind.RegType, oid) is { } own && SqlTypes.FromOid(oid) is null ? own : SqlTypes.FromOid(oid)?.WithModifier(modifier).ToString() ?? "???");
    }

    // Of functions, operators and the like no oid that a client has read is unknown.
    private static bool IsThere(string function, uint oid, FunctionContext context) => function switch
    {
        "pg_table_is_visible" => context.Catalog.Find(oid) is not null || context.VirtualTables.Find(oid) is not null || IndexDefinition.Find(oid, context.Catalog) is not null,
        "pg_type_is_visible" => SqlTypes.FromOid(oid) is not null || context.Catalog.FindType(oid) is not null || context.Catalog.Find(oid) is not null || context.VirtualTables.Find(oid) is not null,
        _ => oid != 0,
    };

    // A relation is hidden by another of its name that comes before it, as are types and routines by their like.
    private static bool IsVisible(uint oid, FunctionContext context)
    {
        Func<string, bool> hides = static _ => false;
        string schema;
        switch (context.Catalog.Find(oid))
        {
            case SchemaObject found:
                (schema, hides) = (found.Schema, candidate => context.Catalog.FindRelation(candidate, found.Name) is not null);
                break;
            case UserType type:
                (schema, hides) = (type.Schema, candidate => context.Catalog.FindUserType(candidate, type.Name) is not null);
                break;
            case UserRoutine routine:
                var types = routine.Inputs.Select(p => p.Type.Oid).ToList();
                (schema, hides) = (routine.Schema, candidate => context.Catalog.RoutinesNamed(routine.Name).Any(r => r.Schema == candidate && r.Inputs.Select(p => p.Type.Oid).SequenceEqual(types)));
                break;
            default:
                if (context.VirtualTables.Find(oid) is { } table) (schema, hides) = (table.Schema, candidate => context.Catalog.FindRelation(candidate, table.Name) is not null);
                else schema = context.Catalog.FindType(oid)?.Schema ?? context.Routines.Find(oid)?.Schema ?? "pg_catalog";
                break;
        }

        if (!context.SearchPath.Contains(schema)) return false;
        foreach (var candidate in context.SearchPath)
        {
            if (candidate == schema) return true;
            if (hides(candidate)) return false;
        }

        return true;
    }

    private static string? ViewText(uint oid, FunctionContext context) => context.Catalog.Find<SchemaObject>(oid) is { } relation && StoredQuery.Of(relation) is { } view ? $" {view.Query};" : null;

    // A number is an oid; a minus sign none.
    internal static long ParseRelation(string text, FunctionContext context) =>
        text == "-" ? 0 : uint.TryParse(text, out var oid) ? oid : FindRelation(text, context) ?? throw Errors.NameErrors.RelationDoesNotExist(WrittenName.Parse(text).ToString(), null, null);

    private static long? FindRelation(string text, FunctionContext context)
    {
        var written = WrittenName.Parse(text);
        if (written.Schema is { } asked) return Find(asked, written.Object);
        foreach (var schema in context.SearchPath)
        {
            if (Find(schema, written.Object) is { } found) return found;
        }

        return context.Catalog.FindChunk(written.Object)?.Oid;

        long? Find(string schema, string name) => context.Catalog.FindRelation(schema, name)?.Oid ?? context.VirtualTables.Find(schema, name)?.Oid;
    }

    private static string? SerialSequence(string table, string column, FunctionContext context)
    {
        if (FindRelation(table, context) is not { } oid || context.Catalog.Find<Table>((uint)oid) is not { } found) throw Errors.NameErrors.RelationDoesNotExist(WrittenName.Parse(table).ToString(), null, null);
        var number = found.FindColumn(column)?.Number;
        return context.Catalog.Relations.OfType<Sequence>().FirstOrDefault(s => s.OwnerTable == found.Oid && s.OwnerColumn == number)?.QualifiedName.ToString();
    }
}
