using Tidemark.Engine.Syntax.Definitions;

namespace Tidemark.Engine.Catalog.SystemTables;

/// <summary>The rows of routines that users made: in pg_proc, information_schema.routines and information_schema.parameters.</summary>
internal static class PgProcRoutines
{
    // pg_language's oid of LANGUAGE SQL.
    private const int SqlLanguage = 14;

    /// <summary>The views of information_schema.</summary>
    public static IEnumerable<VirtualTable> Views()
    {
        yield return SystemTable.Define(13_131, "information_schema.routines",
            """
            specific_catalog name, specific_schema name, specific_name name, routine_catalog name, routine_schema name, routine_name name, routine_type varchar, data_type varchar,
            type_udt_catalog name, type_udt_schema name, type_udt_name name, routine_body varchar, routine_definition varchar, external_name varchar, external_language varchar,
            parameter_style varchar, is_deterministic varchar, sql_data_access varchar, is_null_call varchar, schema_level_routine varchar, security_type varchar
            """, FillRoutines, isView: true);
        yield return SystemTable.Define(13_132, "information_schema.parameters",
            """
            specific_catalog name, specific_schema name, specific_name name, ordinal_position int4, parameter_mode varchar, is_result varchar, as_locator varchar, parameter_name name, data_type varchar,
            udt_catalog name, udt_schema name, udt_name name, dtd_identifier name, parameter_default varchar
            """, FillParameters, isView: true);
    }

    /// <summary>The rows of pg_proc.</summary>
    public static void FillProc(FunctionContext context, SystemRows rows)
    {
        foreach (var routine in context.Catalog.Routines.OrderBy(r => r.Oid))
        {
            var inputs = routine.Inputs.ToList();
            var variadic = routine.Parameters.FirstOrDefault(p => p.Mode == ParameterMode.Variadic)?.Type;
            var hasModes = routine.Parameters.Any(p => p.Mode != ParameterMode.In);
            rows.Add(routine.Oid).Add(routine.Name).Add(SystemRelations.SchemaOid(context, routine.Schema)).Add(context.Shared.FindRole(routine.Owner)?.Oid ?? 0).Add(SqlLanguage)
                .Add((long)routine.Cost).Add((long)routine.Rows).Add(variadic?.Element?.Oid ?? variadic?.Oid ?? 0).Add(0)
                .Add(routine.IsProcedure ? 'p' : 'f').Add(routine.IsSecurityDefiner).Add(routine.IsLeakproof).Add(routine.IsStrict).Add(routine.ReturnsSet)
                .Add(routine.Volatility switch { Volatility.Immutable => 'i', Volatility.Stable => 's', _ => 'v' }).Add(routine.Parallel)
                .Add(inputs.Count).Add(inputs.Count(p => p.DefaultSql is not null)).Add(routine.ReturnsRelation != 0 ? RowTypes.OidOf(routine.ReturnsRelation) : routine.Returns.Oid).Add(inputs.Select(p => (long)p.Type.Oid))
                .Add(hasModes ? Array(routine.Parameters.Select(p => p.Type.Oid.ToString())) : null).Add(hasModes ? Array(routine.Parameters.Select(Mode)) : null)
                .Add(routine.Parameters.Any(p => p.Name is not null) ? Array(routine.Parameters.Select(p => $"\"{p.Name}\"")) : null)
                .Add(inputs.Exists(p => p.DefaultSql is not null) ? string.Join(", ", inputs.Where(p => p.DefaultSql is not null).Select(p => StoredText.Show(p.DefaultSql, context))) : null).Null()
                .Add(routine.BodyKind == RoutineBodyKind.Text ? routine.Body : "").Null().Add(routine.BodyKind == RoutineBodyKind.Text ? null : routine.Body)
                .Add(routine.Settings.IsEmpty ? null : Array(routine.Settings.Select(s => Quoted($"{s.Name}={s.Value}")))).Add(Acls.Text(routine)).End();
        }
    }

    private static void FillRoutines(FunctionContext context, SystemRows rows)
    {
        foreach (var routine in context.Catalog.Routines.OrderBy(r => r.Oid))
        {
            var specific = $"{routine.Name}_{routine.Oid}";
            rows.Add(context.DatabaseName).Add(routine.Schema).Add(specific).Add(context.DatabaseName).Add(routine.Schema).Add(routine.Name).Add(routine.IsProcedure ? "PROCEDURE" : "FUNCTION");
            if (routine.IsProcedure) rows.Null(4);
            else if (context.Catalog.Find(routine.ReturnsRelation) is SchemaObject relation) rows.Add("USER-DEFINED").Add(context.DatabaseName).Add(relation.Schema).Add(relation.Name);
            else rows.Add(routine.Returns.IsArray ? "ARRAY" : routine.Returns.DisplayName).Add(context.DatabaseName).Add("pg_catalog").Add(routine.Returns.Name);
            rows.Add("SQL").Add(routine.BodyKind == RoutineBodyKind.Text ? routine.Body : null).Null().Add("SQL").Add("GENERAL").Add(routine.Volatility == Volatility.Immutable ? "YES" : "NO").Add("MODIFIES");
            if (routine.IsProcedure) rows.Null();
            else rows.Add(routine.IsStrict ? "YES" : "NO");
            rows.Add("YES").Add(routine.IsSecurityDefiner ? "DEFINER" : "INVOKER").End();
        }
    }

    private static void FillParameters(FunctionContext context, SystemRows rows)
    {
        foreach (var routine in context.Catalog.Routines.OrderBy(r => r.Oid))
        {
            for (var i = 0; i < routine.Parameters.Length; i++)
            {
                var parameter = routine.Parameters[i];
                rows.Add(context.DatabaseName).Add(routine.Schema).Add($"{routine.Name}_{routine.Oid}").Add(i + 1)
                    .Add(parameter.Mode switch { ParameterMode.Out => "OUT", ParameterMode.InOut => "INOUT", _ => "IN" }).Add("NO").Add("NO").Add(parameter.Name)
                    .Add(parameter.Type.IsArray ? "ARRAY" : parameter.Type.DisplayName).Add(context.DatabaseName).Add("pg_catalog").Add(parameter.Type.Name).Add((i + 1).ToString())
                    .Add(StoredText.Show(parameter.DefaultSql, context)).End();
            }
        }
    }

    private static string Mode(UserParameter parameter) => parameter.Mode switch
    {
        _ when parameter.IsTableColumn => "t",
        ParameterMode.Out => "o",
        ParameterMode.InOut => "b",
        ParameterMode.Variadic => "v",
        _ => "i",
    };

    private static string Array(IEnumerable<string> elements) => $"{{{string.Join(',', elements)}}}";

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";
}
