using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Errors;

namespace Tidemark.Engine.Binding;

/// <summary>
/// Rewrites what a grouped query evaluates after grouping: group keys become the columns that carry them, and a column of the query that is neither grouped,
/// aggregated nor determined by a primary key among the keys is 42803.
/// </summary>
internal sealed class GroupRewriter : ExpressionRewriter
{
    private readonly Binder _binder;
    private readonly Scope _scope;
    private readonly List<ProjectItem> _keys;
    private readonly int _writtenKeys;
    private readonly HashSet<ColumnId> _always;
    private readonly Dictionary<ColumnId, BoundExpression> _substitutes = [];
    private int _subqueries;

    /// <param name="binder">The binder.</param>
    /// <param name="scope">The query's scope.</param>
    /// <param name="keys">The keys; columns that they determine are added.</param>
    /// <param name="sets">The grouping sets.</param>
    public GroupRewriter(Binder binder, Scope scope, List<ProjectItem> keys, IReadOnlyList<ImmutableArray<int>> sets)
    {
        _binder = binder;
        _scope = scope;
        _keys = keys;
        _writtenKeys = keys.Count;

        // Only columns that every grouping set has can determine others.
        _always = [.. keys.Where((k, i) => sets.All(s => s.Contains(i))).Select(k => k.Expression).OfType<BoundColumn>().Select(c => c.Id)];
    }

    /// <summary>Puts an expression, complete already, in the place of a column.</summary>
    public void Substitute(ColumnId column, BoundExpression expression) => _substitutes.Add(column, expression);

    public override BoundExpression Visit(BoundExpression expression)
    {
        for (var i = 0; i < _writtenKeys; i++)
            if (ExpressionComparer.Instance.Equals(_keys[i].Expression, expression))
                return _keys[i].Output.Reference with { Position = expression.Position };
        if (expression is not BoundColumn column) return base.Visit(expression);
        if (_substitutes.TryGetValue(column.Id, out var substitute)) return substitute;
        if (_binder.OwnerOf(column.Id) != _scope || _scope.Computed.ContainsKey(column.Id)) return column;
        if (IsDetermined(column)) return AddKey(column);
        var name = NameOf(column);
        throw _subqueries > 0 ? QueryErrors.UngroupedColumnInSubquery(name, column.Position) : QueryErrors.UngroupedColumn(name, column.Position);
    }

    public override Relation Visit(Relation relation)
    {
        _subqueries++;
        var rewritten = base.Visit(relation);
        _subqueries--;
        return rewritten;
    }

    private BoundColumn AddKey(BoundColumn column)
    {
        var known = _keys.FindIndex(_writtenKeys, k => k.Expression is BoundColumn added && added.Id == column.Id);
        if (known < 0) _keys.Add(new ProjectItem(column, new OutputColumn(column.Id, column.Name, column.Type)));
        return column;
    }

    private bool IsDetermined(BoundColumn column)
    {
        foreach (var item in _scope.Tables)
        {
            if (item.Table is not { } table || item.Columns.All(c => c.Id != column.Id)) continue;
            var key = table.Constraints.FirstOrDefault(c => c is { Kind: ConstraintKind.PrimaryKey, IsDeferrable: false });
            if (key is null) return false;
            var numbers = table.LiveColumns.Select(c => c.Number).ToList();
            return key.Columns.All(number => _always.Contains(item.Columns[numbers.IndexOf(number)].Id));
        }

        return false;
    }

    private string NameOf(BoundColumn column)
    {
        foreach (var table in _scope.Tables)
            if (!table.IsJoin && table.Columns.FirstOrDefault(c => c.Id == column.Id) is { } found)
                return $"{table.Name}.{found.Name}";
        return column.Name;
    }
}
