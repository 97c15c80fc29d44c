using System.Globalization;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.SystemTables;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Errors;

namespace Tidemark.Engine.Binding;

/// <summary>Reads the text of regclass, regnamespace, regrole, regtype, regproc and their kin: a name as in SQL, or a number.</summary>
internal sealed class RegisteredNames(BindingContext context, RelationNames relations, TypeNames types)
{
    /// <summary>The oid of a relation.</summary>
    public long Relation(string text)
    {
        if (TryNumber(text, out var oid)) return oid;
        var name = WrittenName.Parse(text);
        if (name.Parts.Count == 1 && relations.Find(null, name.Object) is null && relations.FindChunk(name.Object) is { } chunk) return chunk.Oid;
        if (name.Parts.Count == 2 && relations.Find(name.Schema, name.Object) is null && ChunkParts.FindIndex(name.Schema!, name.Object, context.Catalog) is { } part) return part.Oid;
        return relations.Resolve(name) switch
        {
            SchemaObject found => found.Oid,
            VirtualTable found => found.Oid,
            var other => throw InternalErrors.Unexpected($"a relation of kind {other.GetType().Name}"),
        };
    }

    /// <summary>The oid of a schema.</summary>
    public long Namespace(string text)
    {
        if (TryNumber(text, out var oid)) return oid;
        var name = WrittenName.ParseSingle(text);
        return context.Catalog.FindSchema(name)?.Oid ?? throw NameErrors.SchemaDoesNotExist(name);
    }

    /// <summary>The oid of a role.</summary>
    public long Role(string text)
    {
        if (TryNumber(text, out var oid)) return oid;
        var name = WrittenName.ParseSingle(text);
        return context.Functions.Shared.FindRole(name)?.Oid ?? throw new SqlException(new SqlError { State = SqlState.UndefinedObject, Message = $"role \"{name}\" does not exist" });
    }

    /// <summary>The oid of a type.</summary>
    public long Type(string text) => TryNumber(text, out var oid) ? oid : types.Resolve(StoredSql.ParseType(text)).Oid;

    /// <summary>The oid of a function that no other has the name of.</summary>
    public long Routine(string text)
    {
        if (TryNumber(text, out var oid)) return oid;
        var name = WrittenName.Parse(text);
        var found = UserRoutines.Overloads(name.Object, context.Routines, context.Catalog).Where(r => name.Schema is null ? context.SearchPath.Contains(r.Schema) : r.Schema == name.Schema).ToList();
        return found.Count switch
        {
            0 => throw new SqlException(new SqlError { State = SqlState.UndefinedFunction, Message = $"function \"{text}\" does not exist" }),
            1 => found[0].Oid,
            _ => throw new SqlException(new SqlError { State = SqlState.AmbiguousFunction, Message = $"more than one function named \"{text}\"" }),
        };
    }

    /// <summary>The oid of the function of a name and types.</summary>
    public long Signature(string text) => TryNumber(text, out var oid) ? oid : SignatureNames.Routine(text, context.Functions) ?? throw SignatureNames.NoRoutine(text);

    /// <summary>The oid of an operator that no other has the name of.</summary>
    public long Operator(string text) => text == "0" ? 0 : TryNumber(text, out var oid) && text != "-" ? oid : SignatureNames.OnlyOperator(text, context.Functions);

    /// <summary>The oid of the operator of a name and types.</summary>
    public long OperatorSignature(string text) => TryNumber(text, out var oid) && text != "-" ? oid : SignatureNames.Operator(text, context.Functions) ?? throw SignatureNames.NoOperator(text);

    private static bool TryNumber(string text, out long oid)
    {
        oid = 0;
        if (text == "-") return true;
        if (!uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        oid = number;
        return true;
    }
}
