using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Sessions.Writes;
using Tidemark.Engine.Syntax;
using Tidemark.Vectors;
using ReferentialAction = Tidemark.Engine.Catalog.ReferentialAction;

namespace Tidemark.Engine.Sessions.ForeignKeys;

/// <summary>CASCADE, SET NULL and SET DEFAULT: changes the rows that point at keys which went, by a statement over all of these keys.</summary>
internal static class ReferentialActions
{
    // Above this many keys the list of them would say no more about where rows lie than the join does.
    private const int MaxListed = 200;

    /// <summary>Carries an action out.</summary>
    /// <param name="check">The foreign key.</param>
    /// <param name="action">What to do.</param>
    /// <param name="keys">The keys that went, in the types of the referenced columns; of an update followed by the keys in their place.</param>
    /// <param name="isUpdate">Whether the keys were updated rather than deleted.</param>
    /// <param name="queue">Takes what follows from the changes.</param>
    /// <param name="session">The session.</param>
    public static void Run(ReferenceCheck check, ReferentialAction action, Vector[] keys, bool isUpdate, ReferenceQueue queue, SessionContext session)
    {
        var (table, key) = (check.Table, check.Key);
        var width = key.Columns.Length;
        var names = key.Columns.Select(c => SyntaxPrinter.QuoteIdentifier(table.Columns[c - 1].Name)).ToList();
        var where = string.Join(" AND ", names.Select((name, i) => $"t.{name} = k.o{i}"));
        if (keys[0].Length <= MaxListed)
        {
            for (var i = 0; i < width; i++) where += $" AND t.{names[i]} IN ({List(keys[i], session)})";
        }

        var columns = action == ReferentialAction.Cascade || isUpdate || key.OnDeleteColumns.IsEmpty ? key.Columns : key.OnDeleteColumns;
        var assignments = columns.Select(c =>
        {
            var name = SyntaxPrinter.QuoteIdentifier(table.Columns[c - 1].Name);
            return action switch
            {
                ReferentialAction.Cascade => $"{name} = k.n{key.Columns.IndexOf(c)}",
                ReferentialAction.SetNull => $"{name} = NULL",
                _ => $"{name} = DEFAULT",
            };
        });
        var target = InternalQuery.Name(table);
        var sql = action == ReferentialAction.Cascade && !isUpdate
            ? $"DELETE FROM {target} AS t USING pg_temp.\"changed keys\" AS k WHERE {where}"
            : $"UPDATE {target} AS t SET {string.Join(", ", assignments)} FROM pg_temp.\"changed keys\" AS k WHERE {where}";
        foreach (var batch in InternalQuery.Run(sql, session, Input(keys, width), new TransactionWriter(session, queue)))
        {
            // Modifications without RETURNING give no rows; asking for them is what carries them out.
            _ = batch;
        }
    }

    private static VirtualTable Input(Vector[] keys, int width) => new()
    {
        Oid = uint.MaxValue,
        Schema = "pg_temp",
        Name = "changed keys",
        Columns = [.. keys.Select((k, i) => new TableFunctionColumn(i < width ? $"o{i}" : $"n{i - width}", k.Type))],
        Fill = (_, builders) =>
        {
            for (var i = 0; i < builders.Length; i++) builders[i].AppendRange(keys[i], 0, keys[i].Length);
        },
    };

    // As literals of the referenced column's type, so that scans can leave out blocks.
    private static string List(Vector key, SessionContext session)
    {
        var type = key.Type.WithModifier(-1) is { Kind: Types.TypeKind.BpChar } ? "bpchar" : key.Type.WithModifier(-1).ToString();
        return string.Join(", ", Enumerable.Range(0, key.Length).Select(row => $"{SyntaxPrinter.QuoteLiteral(KeyText.Value(key, row, session))}::{type}"));
    }
}
