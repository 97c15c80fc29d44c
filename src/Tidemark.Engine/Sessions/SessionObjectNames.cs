using Tidemark.Engine.Syntax;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.SystemTables;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions;

/// <summary>Names of objects as a session must write them: with their schema only where the search path does not find them.</summary>
internal sealed class SessionObjectNames(SessionContext session) : IObjectNames
{
    /// <inheritdoc />
    public string? Find(TypeKind kind, uint oid) => kind switch
    {
        TypeKind.RegClass => Relation(oid),
        TypeKind.RegNamespace => session.Catalog.Find<Schema>(oid) is { } schema ? SyntaxPrinter.QuoteIdentifier(schema.Name) : null,
        TypeKind.RegRole => session.Instance.Catalog.Find<Role>(oid) is { } role ? SyntaxPrinter.QuoteIdentifier(role.Name) : null,
        TypeKind.RegType => session.Catalog.FindType(oid) is { } type ? TypeName(type) : null,
        TypeKind.RegProc => session.Catalog.Find<UserRoutine>(oid) is { } routine ? Routine(routine) : Builtins.Routines.Find(oid)?.Name,
        TypeKind.RegProcedure => session.Catalog.Find<UserRoutine>(oid) is { } own ? Routine(own) + Types(own.Inputs.Select(p => p.Type))
            : Builtins.Routines.Find(oid) is { } known ? known.Name + Types(known.Parameters.Select(p => p.Type)) : null,
        TypeKind.RegOper => Builtins.Routines.Operators.FirstOrDefault(o => o.Oid == oid) is { } symbol
            ? Builtins.Routines.FindOperators(symbol.Name).Length == 1 ? symbol.Name : $"pg_catalog.{symbol.Name}"
            : null,
        TypeKind.RegOperator => Builtins.Routines.Operators.FirstOrDefault(o => o.Oid == oid) is { } found ? $"{found.Name}({(found.Left is { } left ? TypeName(left) : "NONE")},{TypeName(found.Right)})" : null,
        _ => null,
    };

    private string Types(IEnumerable<SqlType> types) => $"({string.Join(',', types.Select(TypeName))})";

    // Without the schema where the name alone means the routine, and no other of the same arguments.
    private string Routine(UserRoutine routine)
    {
        foreach (var candidate in session.SearchPath)
        {
            if (candidate == routine.Schema) return SyntaxPrinter.QuoteIdentifier(routine.Name);
            if (session.Catalog.RoutinesNamed(routine.Name).Any(r => r.Schema == candidate && r.Inputs.Select(p => p.Type).SequenceEqual(routine.Inputs.Select(p => p.Type)))) break;
        }

        return $"{SyntaxPrinter.QuoteIdentifier(routine.Schema)}.{SyntaxPrinter.QuoteIdentifier(routine.Name)}";
    }

    private string TypeName(SqlType type)
    {
        var named = type.IsArray ? type.Element! : type;
        if (named.Schema is not { } schema) return type.ToString();
        foreach (var candidate in session.SearchPath)
        {
            if (candidate == schema) return type.ToString();
            if (session.Catalog.FindUserType(candidate, named.Name) is not null || session.Catalog.FindRelation(candidate, named.Name) is not null) break;
        }

        return $"{SyntaxPrinter.QuoteIdentifier(schema)}.{type}";
    }

    private string? Relation(uint oid)
    {
        var (schema, name) = session.Catalog.Find(oid) is SchemaObject found ? (found.Schema, found.Name)
            : Builtins.VirtualTables.Find(oid) is { } table ? (table.Schema, table.Name)
            : ChunkParts.IndexAt(oid, session.Catalog) is { } part ? (part.Schema, part.Name) : (null, "");
        if (schema is null) return null;
        foreach (var candidate in session.SearchPath)
        {
            if (candidate == schema) return SyntaxPrinter.QuoteIdentifier(name);
            if (session.Catalog.FindRelation(candidate, name) is not null) break;
        }

        return $"{SyntaxPrinter.QuoteIdentifier(schema)}.{SyntaxPrinter.QuoteIdentifier(name)}";
    }
}
