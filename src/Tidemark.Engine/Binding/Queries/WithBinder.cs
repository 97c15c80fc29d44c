using System.Collections.Immutable;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Binding;

/// <summary>Binds WITH: ordinary, recursive and data-modifying items.</summary>
internal sealed class WithBinder(Binder binder, Scope scope)
{
    private readonly ImmutableArray<CommonTable>.Builder _tables = ImmutableArray.CreateBuilder<CommonTable>();
    private CommonTableEntry? _binding;

    /// <summary>Makes the items visible to the scope.</summary>
    public WithBinder Open(WithClause clause)
    {
        var names = new HashSet<string>();
        foreach (var item in clause.Tables)
            if (!names.Add(item.Name))
                throw QueryErrors.DuplicateCommonTable(item.Name, item.Position);

        var visible = new CommonTableScope(scope.CommonTables);
        scope.CommonTables = visible;
        if (clause.IsRecursive)
        {
            // Each item may use each, so all are visible before the first is bound.
            foreach (var item in clause.Tables) visible.Entries.Add(NewEntry(item, isRecursive: true));
            foreach (var entry in visible.Entries.ToList())
                if (entry.State == CommonTableState.Waiting)
                    entry.Reference(0);
            return this;
        }

        visible.Later.UnionWith(names);
        foreach (var item in clause.Tables)
        {
            var entry = NewEntry(item, isRecursive: false);
            entry.Reference(0);
            visible.Entries.Add(entry);
            visible.Later.Remove(item.Name);
        }

        return this;
    }

    /// <summary>The items, each after those that it uses.</summary>
    public ImmutableArray<CommonTable> Close() => _tables.ToImmutable();

    private CommonTableEntry NewEntry(CommonTableExpression item, bool isRecursive) =>
        new(binder.NewCommonTableId(), item.Name, item.Position, entry => Bind(entry, item, isRecursive));

    private void Bind(CommonTableEntry entry, CommonTableExpression item, bool isRecursive)
    {
        var user = _binding;
        if (user is not null) user.IsSuspended = true;
        _binding = entry;
        var trail = item.Search is null && item.Cycle is null ? null : new RecursionTrail(binder, item);
        var table = item.Body switch
        {
            SelectStatement { Query: Syntax.Queries.SetOperation { Operator: SetOperator.Union } union } when isRecursive => BindUnion(entry, item, union, trail),
            _ when trail is not null => throw RecursionTrail.NotRecursive(item),
            SelectStatement select => BindQuery(entry, item, select.Query),
            _ => BindModification(entry, item),
        };
        entry.State = CommonTableState.Bound;
        _tables.Add(table with { IsMaterialized = item.Materialized });
        _binding = user;
        if (user is not null) user.IsSuspended = false;
    }

    private Scope InnerScope() => new(scope.Parent) { CommonTables = scope.CommonTables };

    private CommonTable BindQuery(CommonTableEntry entry, CommonTableExpression item, QueryExpression query)
    {
        entry.State = CommonTableState.NoRecursion;
        var relation = binder.BindQuery(query, InnerScope(), QueryUse.Nested);
        entry.SetColumns(Named(item, relation.Output));
        return new CommonTable(entry.Id, item.Name, relation, null, false, null);
    }

    private CommonTable BindModification(CommonTableEntry entry, CommonTableExpression item)
    {
        if (scope.Parent is not null) throw QueryErrors.NotImplemented("WITH clause containing a data-modifying statement must be at the top level", item.Position);
        entry.State = CommonTableState.NoRecursion;
        var statement = binder.BindStatement(item.Body, InnerScope());
        if (!statement.Output.IsEmpty) entry.SetColumns(Named(item, statement.Output));
        return new CommonTable(entry.Id, item.Name, new Values([], statement.Output), null, false, statement);
    }

    // A union of a term without the item itself and, perhaps, one with it.
    private CommonTable BindUnion(CommonTableEntry entry, CommonTableExpression item, Syntax.Queries.SetOperation union, RecursionTrail? trail)
    {
        var outer = InnerScope();
        var with = union.With is null ? null : new WithBinder(binder, outer).Open(union.With);
        entry.State = CommonTableState.FirstTerm;
        var first = binder.BindQuery(union.Left, new Scope(outer.Parent) { CommonTables = outer.CommonTables }, QueryUse.Open);

        var declared = first.Output.Select(c => c.Type.Is(SqlTypes.Unknown) ? c with { Type = SqlTypes.Text } : c).ToImmutableArray();
        entry.SetColumns(Named(item, declared));
        entry.State = CommonTableState.RecursiveTerm;
        var second = binder.BindQuery(union.Right, new Scope(outer.Parent) { CommonTables = outer.CommonTables }, QueryUse.Open);
        entry.State = CommonTableState.NoRecursion;

        var combined = new SetOperationBinder(binder, outer).Combine(union, first, second);
        if (entry.SelfReferences == 0)
        {
            if (trail is not null) throw RecursionTrail.NotRecursive(item);
            var ordinary = new OutputOrder(binder, outer).Apply(combined, union, isSetOperation: true);
            if (with is not null) ordinary = new With(with.Close(), ordinary);
            entry.SetColumns(Named(item, ordinary.Output));
            return new CommonTable(entry.Id, item.Name, ordinary, null, false, null);
        }

        RefuseClauses(union);
        for (var i = 0; i < declared.Length; i++)
        {
            var overall = combined.Columns[i].Type;
            if (!overall.Is(declared[i].Type))
                throw QueryErrors.RecursiveTypeMismatch(item.Name, i + 1, declared[i].Type.ToString(), overall.ToString(), SetOperationBinder.Place(union.Left, i));
        }

        if (with is not null) throw InternalErrors.NotSupported("WITH inside of a recursive WITH item", union.Position);
        if (trail is null) return new CommonTable(entry.Id, item.Name, combined.Left, combined.Right, union.IsAll, null);
        var (left, right, columns) = trail.Apply(entry.Id, union, combined.Left, combined.Right, entry.Columns(0));
        entry.SetColumns(columns);
        return new CommonTable(entry.Id, item.Name, left, right, union.IsAll, null);
    }

    private static void RefuseClauses(Syntax.Queries.SetOperation union)
    {
        var clause = union switch
        {
            { OrderBy.IsEmpty: false } => "ORDER BY",
            { Offset: not null } => "OFFSET",
            { Limit: not null } => "LIMIT",
            { Locking.IsEmpty: false } => "FOR UPDATE/SHARE",
            _ => null,
        };
        if (clause is not null)
            throw QueryErrors.NotImplemented($"{clause} in a recursive query is not implemented", union.OrderBy.IsEmpty ? (union.Offset ?? union.Limit)?.Start : union.OrderBy[0].Value.Start);
    }

    private static ImmutableArray<OutputColumn> Named(CommonTableExpression item, ImmutableArray<OutputColumn> columns)
    {
        if (item.Columns.Count > columns.Length)
        {
            throw QueryErrors.InvalidColumnReference(
                $"WITH query \"{item.Name}\" has {columns.Length} columns available but {item.Columns.Count} columns specified", item.Position);
        }

        return [.. columns.Select((c, i) => i < item.Columns.Count ? c with { Name = item.Columns[i].Text } : c)];
    }
}
