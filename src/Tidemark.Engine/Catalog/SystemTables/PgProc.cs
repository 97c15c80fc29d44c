namespace Tidemark.Engine.Catalog.SystemTables;

/// <summary>pg_proc, pg_operator, pg_cast and pg_aggregate: what the routine catalog declares.</summary>
internal static class PgProc
{
    /// <summary>The relations.</summary>
    public static IEnumerable<VirtualTable> Tables()
    {
        yield return SystemTable.Define(1255, "pg_catalog.pg_proc",
            """
            oid oid, proname name, pronamespace oid, proowner oid, prolang oid, procost float4, prorows float4, provariadic oid, prosupport regproc, prokind char, prosecdef bool,
            proleakproof bool, proisstrict bool, proretset bool, provolatile char, proparallel char, pronargs int2, pronargdefaults int2, prorettype oid, proargtypes oidvector,
            proallargtypes oid[], proargmodes char[], proargnames text[], proargdefaults text, protrftypes oid[], prosrc text, probin text, prosqlbody text, proconfig text[], proacl text[]
            """, FillProc);
        yield return SystemTable.Define(2617, "pg_catalog.pg_operator",
            """
            oid oid, oprname name, oprnamespace oid, oprowner oid, oprkind char, oprcanmerge bool, oprcanhash bool, oprleft oid, oprright oid, oprresult oid, oprcom oid, oprnegate oid,
            oprcode regproc, oprrest regproc, oprjoin regproc
            """, static (context, rows) =>
            {
                foreach (var o in context.Routines.Operators)
                {
                    rows.Add(o.Oid).Add(o.Name).Add(CatalogBootstrap.PgCatalogOid).Add(CatalogBootstrap.PostgresRoleOid).Add(o.Left is null ? 'l' : 'b').Add(false).Add(o.Name == "=")
                        .Add(o.Left?.Oid ?? 0).Add(o.Right.Oid).Add(o.Function.Result.Oid).Add(0).Add(0).Add(o.Function.Oid).Add(0).Add(0).End();
                }
            });
        yield return SystemTable.Define(2605, "pg_catalog.pg_cast", "oid oid, castsource oid, casttarget oid, castfunc oid, castcontext char, castmethod char", static (context, rows) =>
        {
            var oid = 300_000;
            foreach (var cast in context.Routines.Casts)
            {
                var when = cast.Context switch
                {
                    CastContext.Implicit => 'i',
                    CastContext.Assignment => 'a',
                    _ => 'e',
                };
                rows.Add(oid++).Add(cast.Source.Oid).Add(cast.Target.Oid).Add(cast.Function?.Oid ?? 0).Add(when).Add(cast.Function is null ? 'b' : 'f').End();
            }
        });
    }

    private static void FillProc(FunctionContext context, SystemRows rows)
    {
        AddInternal(rows, 750, "array_in");
        AddInternal(rows, 2400, "array_recv");
        foreach (var routine in context.Routines.Routines)
        {
            var kind = routine switch
            {
                AggregateFunction => 'a',
                WindowFunction => 'w',
                Procedure => 'p',
                _ => 'f',
            };
            var isStrict = routine is ScalarFunction { IsStrict: true } or TableFunction { IsStrict: true };
            var volatility = routine.Volatility switch
            {
                Volatility.Immutable => 'i',
                Volatility.Stable => 's',
                _ => 'v',
            };
            var names = routine.Parameters.Any(p => p.Name is not null) ? $"{{{string.Join(',', routine.Parameters.Select(p => $"\"{p.Name}\""))}}}" : null;
            rows.Add(routine.Oid).Add(routine.Name).Add(SystemRelations.SchemaOid(context, routine.Schema)).Add(CatalogBootstrap.PostgresRoleOid).Add(12).Add(1)
                .Add(routine is TableFunction ? 1000 : 0).Add(routine.IsVariadic ? routine.Parameters[^1].Type.Element?.Oid ?? 0 : 0).Add(0).Add(kind).Add(false).Add(false).Add(isStrict)
                .Add(routine is TableFunction { ReturnsOneRow: false } or TableFunction { Schema: not "pg_catalog", Columns.Length: > 1 }).Add(volatility).Add('s').Add(routine.Parameters.Length).Add(routine.Parameters.Count(p => p.Default is not null))
                .Add(routine.Result.Oid).Add(routine.Parameters.Select(p => (long)p.Type.Oid)).Null(2).Add(names).Null(2).Add(routine.Name).Null(4).End();
        }

        PgProcRoutines.FillProc(context, rows);
    }

    private static void AddInternal(SystemRows rows, uint oid, string name) =>
        rows.Add(oid).Add(name).Add(CatalogBootstrap.PgCatalogOid).Add(CatalogBootstrap.PostgresRoleOid).Add(12).Add(1).Add(0).Add(0).Add(0).Add('f').Add(false).Add(false).Add(true).Add(false)
            .Add('s').Add('s').Add(1).Add(0).Add(0).Add("").Null(5).Add(name).Null(4).End();
}
