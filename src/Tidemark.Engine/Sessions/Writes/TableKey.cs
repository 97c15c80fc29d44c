using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Execution;
using Tidemark.Engine.Planning;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Storage;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Writes;

/// <summary>
/// A key over the rows of a table: of columns or expressions, perhaps only over the rows that a condition chooses. Knows how to get the key of rows, those of a batch to be written and those that
/// storage has. Lives for one statement, on one thread.
/// </summary>
internal sealed class TableKey
{
    private readonly Evaluator?[] _expressions;
    private readonly Evaluator? _condition;
    private readonly int[] _keyPlaces;
    private readonly int[] _livePlaces;

    private TableKey(Table table, Catalog.Index? index, ImmutableArray<Column> columns, int[] keyPlaces, Evaluator?[] expressions, Evaluator? condition, SqlType[] types)
    {
        Table = table;
        Index = index;
        Columns = [.. columns.Select(c => c.Number)];
        Types = types;
        _keyPlaces = keyPlaces;
        _expressions = expressions;
        _condition = condition;
        var live = table.LiveColumns.ToList();
        _livePlaces = [.. columns.Select(c => live.IndexOf(c))];
        IsHashed = expressions.All(e => e is null) && Array.TrueForAll(types, KeyHashes.Supports);
        KeyColumns = IsHashed ? [.. keyPlaces.Select(p => Columns[p])] : [];
    }

    /// <summary>The table.</summary>
    public Table Table { get; }

    /// <summary>The index that the key is of; null for columns that were named.</summary>
    public Catalog.Index? Index { get; }

    /// <summary>The numbers of the columns that keys and condition are computed from.</summary>
    public ImmutableArray<int> Columns { get; }

    /// <summary>The types of the key's elements.</summary>
    public SqlType[] Types { get; }

    /// <summary>Whether null is a key like another; else rows with a null in their key have none.</summary>
    public bool NullsNotDistinct => Index?.NullsNotDistinct ?? false;

    /// <summary>Whether all elements are columns whose hashes storage knows: then <see cref="KeyColumns"/> names them in order.</summary>
    public bool IsHashed { get; }

    /// <summary>See <see cref="IsHashed"/>.</summary>
    public ImmutableArray<int> KeyColumns { get; }

    /// <summary>The key of an index.</summary>
    public static TableKey Of(Catalog.Index index, Table table, SessionContext session)
    {
        if (index.WhereSql is null && index.Keys.All(k => k.Column != 0)) return Over(table, index, [.. index.Keys.Select(k => table.Columns[k.Column - 1])]);
        var live = table.LiveColumns.ToList();
        var binder = session.NewBinder();
        var row = binder.NewColumns(table);
        var bound = binder.BindUniqueKey(index, table, row);
        var keys = index.Keys.Select((k, i) => k.Column != 0 ? null : bound.Elements[i]).ToArray();
        var condition = bound.Condition;

        var used = new HashSet<int>(index.Keys.Where(k => k.Column != 0).Select(k => k.Column));
        foreach (var expression in keys.Append(condition))
        {
            if (expression is null) continue;
            foreach (var column in ExpressionTree.Descend(expression).OfType<BoundColumn>()) used.Add(live[IndexOf(row, column.Id)].Number);
        }

        var columns = live.Where(c => used.Contains(c.Number)).ToImmutableArray();
        ImmutableArray<OutputColumn> input = [.. columns.Select(c => row[live.IndexOf(c)])];
        var surroundings = Plans.Surroundings(session);
        var factory = new EvaluatorFactory(Plans.Context(session, []));
        return new TableKey(
            table,
            index,
            columns,
            [.. index.Keys.Select(k => k.Column == 0 ? -1 : columns.IndexOf(table.Columns[k.Column - 1]))],
            [.. keys.Select(k => k is null ? null : factory.Create(RowExpressions.Lower(k, input, surroundings)))],
            condition is null ? null : factory.Create(RowExpressions.Lower(condition, input, surroundings)),
            [.. index.Keys.Select((k, i) => keys[i]?.Type ?? table.Columns[k.Column - 1].Type)]);
    }

    /// <summary>A key of columns.</summary>
    public static TableKey Over(Table table, Catalog.Index? index, ImmutableArray<Column> columns) =>
        new(table, index, columns, [.. Enumerable.Range(0, columns.Length)], new Evaluator?[columns.Length], null, [.. columns.Select(c => c.Type)]);

    /// <summary>The keys of rows that have one column for each live column of the table.</summary>
    public KeyRows OfRows(Batch rows)
    {
        var columns = new Vector[_livePlaces.Length];
        for (var i = 0; i < columns.Length; i++) columns[i] = rows.Column(_livePlaces[i]);
        return OfColumns(columns, rows.Length);
    }

    /// <summary>The keys of rows of which there are <see cref="Columns"/>.</summary>
    public KeyRows OfColumns(Vector[] columns, int rows)
    {
        var keys = new Vector[_keyPlaces.Length];
        Batch? batch = null;
        for (var i = 0; i < keys.Length; i++) keys[i] = _expressions[i] is { } expression ? Detached(expression.Evaluate(batch ??= new Batch(columns, rows))) : columns[_keyPlaces[i]];

        bool[]? excluded = null;
        if (_condition is not null)
        {
            var chosen = new BooleanValues(_condition.Evaluate(batch ?? new Batch(columns, rows)));
            for (var row = 0; row < rows; row++)
            {
                if (chosen.IsNull(row) || !chosen[row]) (excluded ??= new bool[rows])[row] = true;
            }
        }

        if (!NullsNotDistinct)
        {
            foreach (var key in keys)
            {
                if (key.Validity.IsAllValid) continue;
                for (var row = 0; row < rows; row++)
                {
                    if (key.IsNull(row)) (excluded ??= new bool[rows])[row] = true;
                }
            }
        }

        return new KeyRows(this, keys, rows, excluded);
    }

    private static int IndexOf(ImmutableArray<OutputColumn> row, ColumnId id)
    {
        for (var i = 0; i < row.Length; i++)
        {
            if (row[i].Id == id) return i;
        }

        return -1;
    }

    // An evaluator's vector holds until it is asked again.
    private static Vector Detached(Vector vector)
    {
        var copy = VectorBuilder.Create(vector.Type, vector.Length);
        copy.AppendRange(vector, 0, vector.Length);
        return copy.Detach();
    }
}
