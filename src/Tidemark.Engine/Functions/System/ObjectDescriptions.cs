using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.SystemTables;
using Tidemark.Engine.Syntax;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>pg_describe_object and pg_identify_object: what the numbers in pg_depend and its kin stand for.</summary>
internal static class ObjectDescriptions
{
    private const uint Types = 1247;
    private const uint Routines = 1255;
    private const uint Relations = 1259;
    private const uint Roles = 1260;
    private const uint Databases = 1262;
    private const uint Defaults = 2604;
    private const uint Constraints = 2606;
    private const uint Languages = 2612;
    private const uint Schemas = 2615;
    private const uint Operators = 2617;
    private const uint Extensions = 3079;
    private const uint Rules = 2618;

    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        declare.Map<long, long, int, string?>("pg_describe_object", [SqlTypes.Oid, SqlTypes.Oid, SqlTypes.Int4], SqlTypes.Text, static (kind, oid, column, c) => Describe((uint)kind, (uint)oid, column, c), Volatility.Stable);
        declare.Add(new TableFunction
        {
            Name = "pg_identify_object",
            Parameters = [new(SqlTypes.Oid, "classid"), new(SqlTypes.Oid, "objid"), new(SqlTypes.Int4, "objsubid")],
            Result = SqlTypes.Record,
            Columns = [new("type", SqlTypes.Text), new("schema", SqlTypes.Text), new("name", SqlTypes.Text), new("identity", SqlTypes.Text)],
            Invoke = Identify,
            Volatility = Volatility.Stable,
            ReturnsOneRow = true,
        });
    }

    private static string? Describe(uint kind, uint oid, int column, FunctionContext context)
    {
        if (kind == 0 && oid == 0) return null;
        string? Shown(TypeKind type) => context.Format.Names?.Find(type, oid);
        switch (kind)
        {
            case Relations when Relation(oid, context) is var (word, relation):
                var described = $"{word} {Shown(TypeKind.RegClass) ?? relation.Name}";
                if (column == 0) return described;
                return ColumnName(relation, column) is { } name ? $"column {name} of {described}" : null;
            case Relations:
                return context.VirtualTables.Find(oid) is { } table ? $"{(table.IsView ? "view" : "table")} {Shown(TypeKind.RegClass) ?? table.Name}" : null;
            case Types:
                return (Shown(TypeKind.RegType) ?? SqlTypes.FromOid(oid)?.ToString()) is { } type ? $"type {type}" : null;
            case Routines:
                return Shown(TypeKind.RegProcedure) is { } routine ? $"function {routine}" : null;
            case Operators:
                return Shown(TypeKind.RegOperator) is { } symbol ? $"operator {symbol}" : null;
            case Schemas:
                return context.Catalog.Find<Schema>(oid) is { } schema ? $"schema {schema.Name}" : null;
            case Roles:
                return context.Shared.Find<Role>(oid) is { } role ? $"role {role.Name}" : null;
            case Databases:
                return context.Shared.Find(oid) is DatabaseEntry database ? $"database {database.Name}" : null;
            case Constraints:
                return Constraint(oid, context) switch
                {
                    (Table owner, var constraint) => $"constraint {SyntaxPrinter.QuoteIdentifier(constraint)} on {Describe(Relations, owner.Oid, 0, context)}",
                    (null, { Length: > 0 } check) => $"constraint {SyntaxPrinter.QuoteIdentifier(check)}",
                    _ => null,
                };
            case Defaults:
                return Default(oid, context) is (Table of, var number) ? $"default value for {Describe(Relations, of.Oid, number, context)}" : null;
            case Rules:
                return Relation(PgDepend.ViewOf(oid), context) is var (_, ruled) ? $"rule _RETURN on {Describe(Relations, ruled.Oid, 0, context)}" : null;
            case Languages or Extensions:
                return null;
            default:
                throw new SqlException(new SqlError { State = SqlState.InternalError, Message = $"unrecognized object class: {kind}" });
        }
    }

    private static IEnumerable<Batch> Identify(TableFunctionCall call)
    {
        var values = Identity((uint)VectorAccess.Get<long>(call.Arguments[0], 0), (uint)VectorAccess.Get<long>(call.Arguments[1], 0), VectorAccess.Get<int>(call.Arguments[2], 0), call.Context);
        var columns = new Vector[4];
        for (var i = 0; i < columns.Length; i++)
        {
            var builder = VectorBuilder.Create(SqlTypes.Text, 1);
            RowResult<string?>.Write(builder, values[i]);
            columns[i] = builder.Build();
        }

        return Rows.Pieces(call, columns, 1);
    }

    // Type, schema, name and identity; all null for what is not there.
    private static string?[] Identity(uint kind, uint oid, int column, FunctionContext context)
    {
        string?[] none = [null, null, null, null];
        switch (kind)
        {
            case Relations when Relation(oid, context) is var (word, relation):
                var (schema, named) = (SyntaxPrinter.QuoteIdentifier(relation.Schema), SyntaxPrinter.QuoteIdentifier(relation.Name));
                if (column == 0) return [word, schema, named, $"{schema}.{named}"];
                return ColumnName(relation, column) is { } of ? [$"{word} column", schema, named, $"{schema}.{named}.{SyntaxPrinter.QuoteIdentifier(of)}"] : none;
            case Types when context.Catalog.FindType(oid) is { Schema: { } home } type:
                return ["type", SyntaxPrinter.QuoteIdentifier(home), SyntaxPrinter.QuoteIdentifier(type.Name), $"{SyntaxPrinter.QuoteIdentifier(home)}.{type}"];
            case Types when SqlTypes.FromOid(oid) is { } type:
                return ["type", "pg_catalog", SyntaxPrinter.QuoteIdentifier(type.Name), Qualified(type)];
            case Routines when context.Catalog.Find<UserRoutine>(oid) is { } routine:
                var place = SyntaxPrinter.QuoteIdentifier(routine.Schema);
                return [routine.IsProcedure ? "procedure" : "function", place, null, $"{place}.{SyntaxPrinter.QuoteIdentifier(routine.Name)}({string.Join(',', routine.Inputs.Select(p => Qualified(p.Type)))})"];
            case Routines when context.Routines.Find(oid) is { } routine:
                return ["function", routine.Schema, null, $"{routine.Schema}.{routine.Name}({string.Join(',', routine.Parameters.Select(p => Qualified(p.Type)))})"];
            case Schemas when context.Catalog.Find<Schema>(oid) is { } found:
                return ["schema", null, SyntaxPrinter.QuoteIdentifier(found.Name), SyntaxPrinter.QuoteIdentifier(found.Name)];
            case Roles when context.Shared.Find<Role>(oid) is { } role:
                return ["role", null, SyntaxPrinter.QuoteIdentifier(role.Name), SyntaxPrinter.QuoteIdentifier(role.Name)];
            case Constraints when Constraint(oid, context) is (Table owner, var constraint):
                var home2 = SyntaxPrinter.QuoteIdentifier(owner.Schema);
                return ["table constraint", home2, null, $"{SyntaxPrinter.QuoteIdentifier(constraint)} on {home2}.{SyntaxPrinter.QuoteIdentifier(owner.Name)}"];
            case Defaults when Default(oid, context) is (Table owner, var number):
                return ["default value", null, null, $"for {Identity(Relations, owner.Oid, number, context)[3]}"];
            default:
                return none;
        }
    }

    // Built-in types whose names are not those of the SQL standard come with their schema.
    private static string Qualified(SqlType type)
    {
        var named = type.IsArray ? type.Element! : type;
        if (named.Schema is { } schema) return $"{SyntaxPrinter.QuoteIdentifier(schema)}.{type}";
        return named.DisplayName == named.Name && named.Kind is not (TypeKind.Numeric or TypeKind.Interval) ? $"pg_catalog.{type}" : type.ToString();
    }

    private static (string Word, SchemaObject Relation)? Relation(uint oid, FunctionContext context) => context.Catalog.Find(oid) switch
    {
        Table { Materialized: not null } view => ("materialized view", view),
        Table table => ("table", table),
        Chunk chunk => ("table", chunk),
        View view => ("view", view),
        Catalog.Index index => ("index", index),
        Sequence sequence => ("sequence", sequence),
        _ => null,
    };

    private static string? ColumnName(SchemaObject relation, int number) => relation switch
    {
        Table table => table.LiveColumns.FirstOrDefault(c => c.Number == number)?.Name,
        View view => view.Columns.ElementAtOrDefault(number - 1)?.Name,
        _ => null,
    };

    private static (Table? Table, string Name) Constraint(uint oid, FunctionContext context)
    {
        foreach (var table in context.Catalog.Relations.OfType<Table>())
        {
            if (table.Constraints.FirstOrDefault(c => c.Oid == oid) is { } constraint) return (table, constraint.Name);
        }

        return (null, context.Catalog.UserTypes.OfType<DomainType>().SelectMany(d => d.Checks).FirstOrDefault(c => c.Oid == oid)?.Name ?? "");
    }

    private static (Table? Table, int Column) Default(uint oid, FunctionContext context)
    {
        foreach (var table in context.Catalog.Relations.OfType<Table>())
        {
            if (table.LiveColumns.FirstOrDefault(c => (c.DefaultSql ?? c.GeneratedSql) is not null && PgClass.DefaultOid(table, c.Number) == oid) is { } column) return (table, column.Number);
        }

        return (null, 0);
    }
}
