using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax.Printing;

/// <summary>Types, in SQL's spelling where it has one.</summary>
internal sealed partial class SqlWriter
{
    public SqlWriter Type(TypeName type)
    {
        WordIf(type.IsSetOf, "SETOF ").ElementType(type);
        foreach (var bound in type.ArrayBounds) Word(bound is null ? "[]" : $"[{bound}]");
        return WordIf(type.IsPercentType, "%TYPE");
    }

    private SqlWriter ElementType(TypeName type)
    {
        var isSystem = type.Name.Parts.Count == 2 && type.Name.Schema == "pg_catalog";
        var spelling = isSystem ? Spelling(type.Name.Object, type.Modifiers.IsEmpty) : null;
        if (spelling is null) return Name(type.Name).Modifiers(type.Modifiers);
        if (type.IntervalFields is not null) return Word($"interval {type.IntervalFields}").Modifiers(type.Modifiers);
        // time(3) with time zone has its modifier in the middle.
        var zone = spelling.IndexOf(" with time zone", StringComparison.Ordinal);
        if (zone < 0) return Word(spelling).Modifiers(type.Modifiers);
        return Word(spelling[..zone]).Modifiers(type.Modifiers).Word(spelling[zone..]);
    }

    private SqlWriter Modifiers(SyntaxList<Expression> modifiers) => ParenthesizedIf("", modifiers, e => Expression(e));

    /// <summary>SQL's words for a type of pg_catalog; null when there are none, or when they would add a modifier of their own.</summary>
    private static string? Spelling(string name, bool hasNoModifiers) => name switch
    {
        "int4" => "integer",
        "int2" => "smallint",
        "int8" => "bigint",
        "float4" => "real",
        "float8" => "double precision",
        "bool" => "boolean",
        "numeric" => "numeric",
        "varchar" => "character varying",
        "bpchar" => hasNoModifiers ? null : "character",
        "bit" => hasNoModifiers ? null : "bit",
        "varbit" => "bit varying",
        "timestamp" => "timestamp",
        "timestamptz" => "timestamp with time zone",
        "time" => "time",
        "timetz" => "time with time zone",
        "interval" => "interval",
        _ => null,
    };

    private SqlWriter TypedLiteral(TypedLiteral literal)
    {
        // The fields of an interval stand behind its string.
        if (literal.Type.IntervalFields is not { } fields) return Type(literal.Type).Word(" ").String(literal.Value);
        return Word("interval ").String(literal.Value).Word($" {fields}").Modifiers(literal.Type.Modifiers);
    }
}
