using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Tests.Binding;

/// <summary>PostgreSQL 15's pg_cast for the built-in types, so that binding can be tested whatever casts are implemented.</summary>
internal static class PostgresCasts
{
    // Source, target, context (i implicit, a assignment, e explicit) with method (f function, b the same bytes, i through text), as pg_cast has them.
    private const string Recorded = """
        bool int4 ef, bool text af, bool bpchar af, bool varchar af, char int4 ef, char text if, char bpchar af, char varchar af, name text if,
        name bpchar af, name varchar af, int8 int2 af, int8 int4 af, int8 regproc if, int8 oid if, int8 float4 if, int8 float8 if, int8 numeric if,
        int8 regclass if, int8 regtype if, int8 regnamespace if, int2 int8 if, int2 int4 if, int2 regproc if, int2 oid if, int2 float4 if,
        int2 float8 if, int2 numeric if, int2 regclass if, int2 regtype if, int2 regnamespace if, int4 bool ef, int4 char ef, int4 int8 if,
        int4 int2 af, int4 regproc ib, int4 oid ib, int4 float4 if, int4 float8 if, int4 numeric if, int4 regclass ib, int4 regtype ib,
        int4 regnamespace ib, regproc int8 af, regproc int4 ab, regproc oid ib, text char af, text name if, text bpchar ib, text varchar ib,
        text regclass if, oid int8 af, oid int4 ab, oid regproc ib, oid regclass ib, oid regtype ib, oid regnamespace ib, json jsonb ai,
        float4 int8 af, float4 int2 af, float4 int4 af, float4 float8 if, float4 numeric af, float8 int8 af, float8 int2 af, float8 int4 af,
        float8 float4 af, float8 numeric af, bpchar char af, bpchar name if, bpchar text if, bpchar bpchar if, bpchar varchar if, varchar char af,
        varchar name if, varchar text ib, varchar bpchar ib, varchar varchar if, varchar regclass if, date timestamp if, date timestamptz if,
        time time if, time interval if, timestamp date af, timestamp time af, timestamp timestamp if, timestamp timestamptz if,
        timestamptz date af, timestamptz time af, timestamptz timestamp af, timestamptz timestamptz if, interval time af, interval interval if,
        numeric int8 af, numeric int2 af, numeric int4 af, numeric float4 if, numeric float8 if, numeric numeric if, regclass int8 af,
        regclass int4 ab, regclass oid ib, regtype int8 af, regtype int4 ab, regtype oid ib, jsonb bool ef, jsonb int8 ef, jsonb int2 ef,
        jsonb int4 ef, jsonb json ai, jsonb float4 ef, jsonb float8 ef, jsonb numeric ef, regnamespace int8 af, regnamespace int4 ab,
        regnamespace oid ib
        """;

    /// <summary>Adds the casts that a catalog does not have.</summary>
    public static void AddMissing(RoutineCatalog present, RoutineCatalogBuilder target)
    {
        foreach (var line in Recorded.Split([',', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split(' ');
            var (source, result) = (SqlTypes.FromName(parts[0])!, SqlTypes.FromName(parts[1])!);
            if (source.Is(result) || present.FindCast(source, result) is not null) continue;
            var context = parts[2][0] switch
            {
                'i' => CastContext.Implicit,
                'a' => CastContext.Assignment,
                _ => CastContext.Explicit,
            };
            var function = parts[2][1] == 'b'
                ? null
                : new ScalarFunction { Name = result.Name, Parameters = [new RoutineParameter(source)], Result = result, Kernel = NoKernel.Instance };
            target.Add(new Cast(source, result, context, function));
        }
    }
}

/// <summary>The kernel of routines that are bound and never called.</summary>
internal sealed class NoKernel : ScalarKernel
{
    public static NoKernel Instance { get; } = new();

    public override Vector Invoke(ReadOnlySpan<Vector> arguments, int rows, VectorBuilder result, FunctionContext context) =>
        throw InternalErrors.Unexpected("a test routine was called");
}
