using System.Text;
using Tidemark.Engine.Syntax;
using Tidemark.Types;

namespace Tidemark.Engine.Catalog.SystemTables;

/// <summary>The definition of a constraint, as pg_get_constraintdef prints it.</summary>
internal static class ConstraintDefinition
{
    /// <summary>The definition; null where there is no constraint of this oid.</summary>
    /// <param name="oid">The constraint.</param>
    /// <param name="isPretty">Whether only the parentheses are kept that are needed.</param>
    /// <param name="context">Knows the catalog, and which names need their schema.</param>
    public static string? Of(uint oid, bool isPretty, FunctionContext context)
    {
        if (ChunkParts.Find(oid, context.Catalog) is var (chunk, place))
        {
            if (context.Catalog.Find<Table>(chunk.TableOid) is not { } parent) return null;
            return place < chunk.Slices.Length
                ? ChunkParts.SliceCheck(chunk, place, parent, context.Format) is { } check ? $"CHECK ({check})" : null
                : parent.Constraints.ElementAtOrDefault(place - chunk.Slices.Length) is { } inherited ? Of(inherited, parent, isPretty, context) : null;
        }

        foreach (var table in context.Catalog.Relations.OfType<Table>())
        {
            foreach (var constraint in table.Constraints)
            {
                if (constraint.Oid == oid) return Of(constraint, table, isPretty, context);
            }
        }

        return context.Catalog.UserTypes.OfType<DomainType>().SelectMany(d => d.Checks).FirstOrDefault(c => c.Oid == oid) is { } found
            ? $"CHECK ({OfDomain(found, isPretty, context)}){(found.IsNotValid ? " NOT VALID" : "")}"
            : null;
    }

    /// <summary>The condition of a domain's check.</summary>
    public static string OfDomain(DomainCheck check, bool isPretty, FunctionContext context) => OfValue(Expression(check.Sql, isPretty, context));

    // A domain's checks know the value as a column; outside of literals it is shown as the key word.
    private static string OfValue(string sql)
    {
        const string Value = "value";
        var text = new StringBuilder();
        var inLiteral = false;
        for (var at = 0; at < sql.Length; at++)
        {
            inLiteral ^= sql[at] == '\'';
            var isWord = !inLiteral && string.CompareOrdinal(sql, at, Value, 0, Value.Length) == 0
                && (at == 0 || !IsNameCharacter(sql[at - 1])) && (at + Value.Length == sql.Length || !IsNameCharacter(sql[at + Value.Length]));
            if (isWord)
            {
                text.Append("VALUE");
                at += Value.Length - 1;
            }
            else
            {
                text.Append(sql[at]);
            }
        }

        return text.ToString();
    }

    private static bool IsNameCharacter(char c) => char.IsLetterOrDigit(c) || c is '_' or '"' or '$';

    private static string Of(Constraint constraint, Table table, bool isPretty, FunctionContext context)
    {
        var index = constraint.IndexOid == 0 ? null : context.Catalog.Find<Index>(constraint.IndexOid);
        var text = constraint.Kind switch
        {
            ConstraintKind.PrimaryKey => $"PRIMARY KEY {Columns(constraint.Columns, table)}{Included(index, table)}{Timing(constraint)}",
            ConstraintKind.Unique => $"UNIQUE {(index?.NullsNotDistinct == true ? "NULLS NOT DISTINCT " : "")}{Columns(constraint.Columns, table)}{Included(index, table)}{Timing(constraint)}",
            ConstraintKind.Check => $"CHECK ({Expression(constraint.CheckSql!, isPretty, context)}){(constraint.IsNoInherit ? " NO INHERIT" : "")}",
            _ => ForeignKey(constraint, table, context),
        };
        return constraint.IsNotValid ? $"{text} NOT VALID" : text;
    }

    /// <summary>A stored expression for users.</summary>
    public static string Expression(string sql, bool isPretty, FunctionContext context) => StoredText.Show(isPretty ? PrettyExpression.Of(sql) : sql, context)!;

    private static string ForeignKey(Constraint constraint, Table table, FunctionContext context)
    {
        var referenced = context.Catalog.Find<Table>(constraint.ReferencedTable)!;
        var name = context.Format.Names?.Find(TypeKind.RegClass, referenced.Oid) ?? SyntaxPrinter.QuoteIdentifier(referenced.Name);
        var text = new StringBuilder($"FOREIGN KEY {Columns(constraint.Columns, table)} REFERENCES {name}{Columns(constraint.ReferencedColumns, referenced)}");
        if (constraint.MatchesFully) text.Append(" MATCH FULL");
        if (Action(constraint.OnUpdate) is { } update) text.Append(" ON UPDATE ").Append(update);
        if (Action(constraint.OnDelete) is { } delete) text.Append(" ON DELETE ").Append(delete);
        if (!constraint.OnDeleteColumns.IsEmpty) text.Append(' ').Append(Columns(constraint.OnDeleteColumns, table));
        return text.Append(Timing(constraint)).ToString();
    }

    private static string Timing(Constraint constraint) => $"{(constraint.IsDeferrable ? " DEFERRABLE" : "")}{(constraint.IsDeferred ? " INITIALLY DEFERRED" : "")}";

    private static string Columns(IEnumerable<int> columns, Table table) => $"({string.Join(", ", columns.Select(c => SyntaxPrinter.QuoteIdentifier(table.Columns[c - 1].Name)))})";

    private static string Included(Index? index, Table table) => index is null || index.Included.IsEmpty ? "" : $" INCLUDE {Columns(index.Included, table)}";

    private static string? Action(ReferentialAction action) => action switch
    {
        ReferentialAction.Restrict => "RESTRICT",
        ReferentialAction.Cascade => "CASCADE",
        ReferentialAction.SetNull => "SET NULL",
        ReferentialAction.SetDefault => "SET DEFAULT",
        _ => null,
    };
}
