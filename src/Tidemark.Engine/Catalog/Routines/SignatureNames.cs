using Tidemark.Engine.Syntax.Names;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Catalog;

/// <summary>Functions and operators named together with the types that they take, as regprocedure and regoperator read them: <c>abs(integer)</c>, <c>-(NONE, integer)</c>.</summary>
internal static class SignatureNames
{
    /// <summary>The oid of a function; null where there is none.</summary>
    /// <exception cref="SqlException">22P02, 42704: the text is no name with types.</exception>
    public static long? Routine(string text, FunctionContext context)
    {
        var (written, types) = Parse(text, context, allowsNone: false);
        var name = WrittenName.Parse(written);
        foreach (var schema in name.Schema is { } asked ? [asked] : context.SearchPath)
        {
            var own = context.Catalog.RoutinesNamed(name.Object).FirstOrDefault(r => r.Schema == schema && Same(r.Inputs.Select(p => p.Type), types));
            if (own is not null) return own.Oid;
            var known = context.Routines.Find(name.Object).FirstOrDefault(r => r.Schema == schema && Same(r.Parameters.Select(p => p.Type), types));
            if (known is not null) return known.Oid;
        }

        return null;
    }

    /// <summary>The oid of an operator; null where there is none.</summary>
    /// <exception cref="SqlException">22P02, 42704, 42P02, 54023: the text is no operator with its operands.</exception>
    public static long? Operator(string text, FunctionContext context)
    {
        var (written, types) = Parse(text, context, allowsNone: true);
        if (types.Count == 1) throw Error(SqlState.UndefinedParameter, "missing argument", "Use NONE to denote the missing argument of a unary operator.");
        if (types.Count > 2) throw Error(SqlState.TooManyArguments, "too many arguments", "Provide two argument types for operator.");
        return types.Count == 0 ? null : Operators(written, context).FirstOrDefault(o => Same(o.Left, types[0]) && Same(o.Right, types[1]))?.Oid;
    }

    /// <summary>The operators of a name, with its schema or without.</summary>
    public static IEnumerable<Operator> Operators(string text, FunctionContext context)
    {
        var written = text.Trim();
        var dot = written.LastIndexOf('.');
        if (dot >= 0 && written[..dot].Trim() != "pg_catalog") return [];
        return context.Routines.FindOperators(written[(dot + 1)..].Trim());
    }

    /// <summary>The oid of the one operator of a name.</summary>
    /// <exception cref="SqlException">42883, 42725: there is none, or there are several.</exception>
    public static long OnlyOperator(string text, FunctionContext context) => Operators(text, context).Take(2).ToList() switch
    {
        [] => throw NoOperator(text),
        [var only] => only.Oid,
        _ => throw Error(SqlState.AmbiguousFunction, $"more than one operator named {text}"),
    };

    /// <summary>42883.</summary>
    public static SqlException NoRoutine(string text) => Error(SqlState.UndefinedFunction, $"function \"{text}\" does not exist");

    /// <summary>42883.</summary>
    public static SqlException NoOperator(string text) => Error(SqlState.UndefinedFunction, $"operator does not exist: {text}");

    /// <summary>The oid of the type of a name; null where there is none.</summary>
    public static SqlType? Type(string name, FunctionContext context)
    {
        var written = Syntax.SqlParser.ParseTypeName(name);
        SqlType? found = null;
        foreach (var schema in written.Name.Schema is { } asked ? [asked] : context.SearchPath)
        {
            found ??= schema == "pg_catalog" ? SqlTypes.FromName(written.Name.Object)
                : context.Catalog.FindUserType(schema, written.Name.Object) is { } own ? context.Catalog.FindType(own.Oid)
                : context.Catalog.FindRelation(schema, written.Name.Object) is { } relation ? RowTypes.Of(relation) : null;
        }

        return written.IsArray && found is not null ? SqlTypes.ArrayOf(found) : found;
    }

    private static bool Same(IEnumerable<SqlType> declared, List<SqlType?> asked) => declared.Select(t => (uint?)t.Oid).SequenceEqual(asked.Select(t => t?.Oid));

    private static bool Same(SqlType? declared, SqlType? asked) => declared?.Oid == asked?.Oid;

    // The name as it is written, and the types; null for NONE.
    private static (string Name, List<SqlType?> Types) Parse(string text, FunctionContext context, bool allowsNone)
    {
        var open = Find(text, 0, '(');
        if (open < 0) throw Error(SqlState.InvalidTextRepresentation, "expected a left parenthesis");
        var end = text.TrimEnd();
        if (!end.EndsWith(')')) throw Error(SqlState.InvalidTextRepresentation, "expected a right parenthesis");
        var types = new List<SqlType?>();
        var list = end[(open + 1)..^1];
        if (list.Trim().Length == 0) return (text[..open], types);
        for (var start = 0; start <= list.Length;)
        {
            var comma = Find(list, start, ',');
            var type = (comma < 0 ? list[start..] : list[start..comma]).Trim();
            if (type.Length == 0) throw Error(SqlState.SyntaxError, "invalid type name \"\"");
            types.Add(allowsNone && type.Equals("none", StringComparison.OrdinalIgnoreCase) ? null : Type(type, context) ?? throw NameErrors.TypeDoesNotExist(type));
            if (comma < 0) break;
            start = comma + 1;
        }

        return (text[..open], types);
    }

    // Where a character stands outside of quotes and, but for an opening one itself, of parentheses.
    private static int Find(string text, int start, char wanted)
    {
        var isQuoted = false;
        var depth = 0;
        for (var i = start; i < text.Length; i++)
        {
            if (text[i] == '"') isQuoted = !isQuoted;
            if (isQuoted) continue;
            if (text[i] == wanted && depth == 0) return i;
            if (text[i] is '(' or '[') depth++;
            else if (text[i] is ')' or ']') depth--;
        }

        return -1;
    }

    private static SqlException Error(SqlState state, string message, string? hint = null) => new(new SqlError { State = state, Message = message, Hint = hint });
}
