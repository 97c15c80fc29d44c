using System.Globalization;
using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Errors;

namespace Tidemark.Engine.Binding;

/// <summary>Reads the text of regclass, regnamespace, regrole, regtype and regproc: a name as in SQL, or a number.</summary>
internal sealed class RegisteredNames(BindingContext context, RelationNames relations, TypeNames types)
{
    /// <summary>The oid of a relation.</summary>
    public long Relation(string text)
    {
        if (TryNumber(text, out var oid)) return oid;
        var name = Split(text);
        if (name.Parts.Count == 1 && relations.Find(null, name.Object) is null && relations.FindChunk(name.Object) is { } chunk) return chunk.Oid;
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
        var name = Split(text);
        return context.Catalog.FindSchema(name.Object)?.Oid ?? throw NameErrors.SchemaDoesNotExist(name.Object);
    }

    /// <summary>The oid of a role.</summary>
    public long Role(string text)
    {
        if (TryNumber(text, out var oid)) return oid;
        var name = Split(text).Object;
        return context.Functions.Shared.FindRole(name)?.Oid ?? throw new SqlException(new SqlError { State = SqlState.UndefinedObject, Message = $"role \"{name}\" does not exist" });
    }

    /// <summary>The oid of a type.</summary>
    public long Type(string text) => TryNumber(text, out var oid) ? oid : types.Resolve(StoredSql.ParseType(text)).Oid;

    /// <summary>The oid of a function that no other has the name of.</summary>
    public long Routine(string text)
    {
        if (TryNumber(text, out var oid)) return oid;
        var name = Split(text);
        var found = UserRoutines.Overloads(name.Object, context.Routines, context.Catalog).Where(r => name.Schema is null ? context.SearchPath.Contains(r.Schema) : r.Schema == name.Schema).ToList();
        return found.Count switch
        {
            0 => throw new SqlException(new SqlError { State = SqlState.UndefinedFunction, Message = $"function \"{text}\" does not exist" }),
            1 => found[0].Oid,
            _ => throw new SqlException(new SqlError { State = SqlState.AmbiguousFunction, Message = $"more than one function named \"{text}\"" }),
        };
    }

    private static bool TryNumber(string text, out long oid)
    {
        oid = 0;
        if (text == "-") return true;
        if (!uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        oid = number;
        return true;
    }

    // A name of dotted parts, folded to lower case where not quoted.
    private static QualifiedName Split(string text)
    {
        var parts = new List<string>();
        var i = 0;
        while (true)
        {
            while (i < text.Length && char.IsWhiteSpace(text[i])) i++;
            var part = new StringBuilder();
            if (i < text.Length && text[i] == '"')
            {
                for (i++; ; i++)
                {
                    if (i >= text.Length) throw Invalid();
                    if (text[i] != '"') part.Append(text[i]);
                    else if (i + 1 < text.Length && text[i + 1] == '"') part.Append(text[i++]);
                    else break;
                }

                i++;
            }
            else
            {
                while (i < text.Length && text[i] != '.' && !char.IsWhiteSpace(text[i])) part.Append(char.ToLowerInvariant(text[i++]));
            }

            if (part.Length == 0) throw Invalid();
            parts.Add(part.ToString());
            while (i < text.Length && char.IsWhiteSpace(text[i])) i++;
            if (i == text.Length) return new QualifiedName([.. parts]);
            if (text[i++] != '.') throw Invalid();
        }

        SqlException Invalid() => new(new SqlError { State = SqlState.InvalidName, Message = "invalid name syntax" });
    }
}
