using System.Collections.Immutable;
using Tidemark.Types;

namespace Tidemark.Engine.Catalog.SystemTables;

/// <summary>Everything that pg_class lists, the system's own relations included, in one form.</summary>
/// <param name="Oid">Its oid.</param>
/// <param name="Schema">Its schema.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">pg_class.relkind.</param>
/// <param name="Owner">Who owns it.</param>
/// <param name="Columns">Its columns, dropped ones included.</param>
/// <param name="Object">The catalog's object; null for one of the system.</param>
internal sealed record SystemRelation(uint Oid, string Schema, string Name, char Kind, string Owner, IReadOnlyList<Column> Columns, SchemaObject? Object)
{
    /// <summary>The type, for the entry of a composite type.</summary>
    public CompositeType? Composite { get; init; }
}

/// <summary>Lists relations for pg_class and pg_attribute; of chunks also the indexes, which are their hypertable's.</summary>
internal static class SystemRelations
{
    /// <summary>All relations of a database.</summary>
    public static IEnumerable<SystemRelation> All(FunctionContext context)
    {
        foreach (var table in context.VirtualTables.All)
        {
            yield return new SystemRelation(table.Oid, table.Schema, table.Name, table.IsView ? 'v' : 'r', "postgres", [.. table.Columns.Select(SystemColumn)], null);
        }

        foreach (var type in context.Catalog.UserTypes.OfType<CompositeType>().OrderBy(t => t.Oid))
        {
            yield return new SystemRelation(type.RelationOid, type.Schema, type.Name, 'c', type.Owner, [.. type.Fields.Select((f, i) => new Column { Number = i + 1, Name = f.Name, Type = context.Catalog.Resolve(f.Type) })], null) { Composite = type };
        }

        foreach (var relation in context.Catalog.Relations.OrderBy(r => r.Oid))
        {
            yield return relation switch
            {
                Table table => new SystemRelation(table.Oid, table.Schema, table.Name, table.Materialized is null ? 'r' : 'm', table.Owner, ColumnsOf(table), table),
                Chunk chunk => new SystemRelation(chunk.Oid, chunk.Schema, chunk.Name, 'r', chunk.Owner, context.Catalog.Find<Table>(chunk.TableOid) is { } parent ? ColumnsOf(parent) : [], chunk),
                View view => new SystemRelation(view.Oid, view.Schema, view.Name, 'v', view.Owner, [.. view.Columns.Select((c, i) => new Column { Number = i + 1, Name = c.Name, Type = c.Type, DefaultSql = c.DefaultSql })], view),
                Index index => new SystemRelation(index.Oid, index.Schema, index.Name, 'i', index.Owner, IndexColumns(index, context), index),
                _ => new SystemRelation(relation.Oid, relation.Schema, relation.Name, 'S', relation.Owner, [], relation),
            };
            if (relation is not Chunk divided) continue;
            foreach (var part in ChunkParts.IndexesOf(divided, context.Catalog))
            {
                yield return new SystemRelation(part.Oid, part.Schema, part.Name, 'i', divided.Owner, IndexColumns(part with { TableOid = divided.TableOid }, context), part);
            }
        }
    }

    /// <summary>All indexes, those that chunks share with their hypertables included.</summary>
    public static IEnumerable<Index> Indexes(FunctionContext context) =>
        context.Catalog.Relations.SelectMany(r => r switch
        {
            Index index => [index],
            Chunk chunk => ChunkParts.IndexesOf(chunk, context.Catalog),
            _ => (IEnumerable<Index>)[],
        }).OrderBy(i => i.Oid);

    /// <summary>A schema's oid; 0 for one that is not there.</summary>
    public static long SchemaOid(FunctionContext context, string name) => context.Catalog.FindSchema(name)?.Oid ?? 0;

    private static ImmutableArray<Column> ColumnsOf(Table table) => table.Columns.Any(c => c.IsState) ? [.. table.Columns.Where(c => !c.IsState)] : table.Columns;

    private static Column SystemColumn(TableFunctionColumn column, int index) => new() { Number = index + 1, Name = column.Name, Type = column.Type };

    private static List<Column> IndexColumns(Index index, FunctionContext context)
    {
        var table = context.Catalog.Find<Table>(index.TableOid);
        var names = new HashSet<string>();
        var included = table is null ? [] : index.Included.Select((number, i) => table.Columns[number - 1] with { Number = index.Keys.Length + i + 1, DefaultSql = null, GeneratedSql = null, Name = table.Columns[number - 1].Name });
        return [.. index.Keys.Select((key, i) => key.Column > 0 && table is not null
            ? table.Columns[key.Column - 1] with { Number = i + 1, DefaultSql = null, Name = Free(table.Columns[key.Column - 1].Name) }
            : new Column { Number = i + 1, Name = Free(ExpressionName(key)), Type = SqlTypes.Text }), .. included];

        // As ChooseIndexColumnNames of PostgreSQL's indexcmds.c.
        string Free(string name)
        {
            var free = name;
            for (var i = 1; !names.Add(free); i++) free = $"{name}{i}";
            return free;
        }
    }

    private static string ExpressionName(IndexKey key) => Syntax.SqlParser.ParseExpression(key.ExpressionSql!) switch
    {
        Syntax.Expressions.FunctionCall call => call.Name.Object,
        Syntax.Expressions.CastExpression { Operand: Syntax.Expressions.FunctionCall call } => call.Name.Object,
        Syntax.Expressions.CoalesceExpression => "coalesce",
        _ => "expr",
    };
}
