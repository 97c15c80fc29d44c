using System.Collections.Immutable;
using Tidemark.Errors;

namespace Tidemark.Engine.Binding;

/// <summary>The items of one WITH clause, and those of the clauses around it.</summary>
internal sealed class CommonTableScope(CommonTableScope? outer)
{
    /// <summary>The items that can be seen.</summary>
    public List<CommonTableEntry> Entries { get; } = [];

    /// <summary>Names of items that cannot be seen yet.</summary>
    public HashSet<string> Later { get; } = [];

    /// <summary>The item of a name, the innermost one; null where there is none. A use of it is counted.</summary>
    public static CommonTableEntry? Find(CommonTableScope? scope, string name, int position)
    {
        for (; scope is not null; scope = scope.Outer)
            if (scope.Entries.Find(e => e.Name == name) is { } entry)
            {
                entry.Reference(position);
                return entry;
            }

        return null;
    }

    /// <summary>Whether an item of the name stands further on in a WITH clause, out of sight.</summary>
    public static bool IsLater(CommonTableScope? scope, string name)
    {
        for (; scope is not null; scope = scope.Outer)
            if (scope.Later.Contains(name))
                return true;
        return false;
    }

    private CommonTableScope? Outer { get; } = outer;
}

/// <summary>A WITH item. It is bound when it is first used, or in its turn.</summary>
internal sealed class CommonTableEntry(int id, string name, int place, Action<CommonTableEntry> bind)
{
    private ImmutableArray<OutputColumn> _columns;

    /// <summary>Unique within the statement.</summary>
    public int Id { get; } = id;

    /// <summary>The name.</summary>
    public string Name { get; } = name;

    /// <summary>How far binding has come.</summary>
    public CommonTableState State { get; set; }

    /// <summary>Whether another item of the same WITH that this one uses is being bound: it may not use this one.</summary>
    public bool IsSuspended { get; set; }

    /// <summary>How often the recursive term has used the item itself.</summary>
    public int SelfReferences { get; private set; }

    /// <summary>The columns for a reader. 0A000 for an item that returns nothing.</summary>
    public ImmutableArray<OutputColumn> Columns(int position) =>
        _columns.IsDefault ? throw QueryErrors.CommonTableWithoutReturning(Name, position) : _columns;

    /// <summary>Says the columns.</summary>
    public void SetColumns(ImmutableArray<OutputColumn> columns) => _columns = columns;

    /// <summary>Notes a use; binds the item where it has not been.</summary>
    public void Reference(int position)
    {
        if (IsSuspended) throw QueryErrors.NotImplemented("mutual recursion between WITH items is not implemented", place);
        switch (State)
        {
            case CommonTableState.Waiting:
                bind(this);
                break;
            case CommonTableState.FirstTerm:
                throw QueryErrors.InvalidRecursion($"recursive reference to query \"{Name}\" must not appear within its non-recursive term", position);
            case CommonTableState.NoRecursion:
                throw QueryErrors.InvalidRecursion($"recursive query \"{Name}\" does not have the form non-recursive-term UNION [ALL] recursive-term", place);
            case CommonTableState.RecursiveTerm:
                if (++SelfReferences > 1) throw QueryErrors.InvalidRecursion($"recursive reference to query \"{Name}\" must not appear more than once", position);
                break;
        }
    }
}

/// <summary>How far the binding of a WITH item has come.</summary>
internal enum CommonTableState
{
    /// <summary>Not begun.</summary>
    Waiting,

    /// <summary>The first term of what may become a recursive union is being bound.</summary>
    FirstTerm,

    /// <summary>The second term is being bound: uses of the item are recursion.</summary>
    RecursiveTerm,

    /// <summary>A body that cannot be recursive is being bound.</summary>
    NoRecursion,

    /// <summary>Done.</summary>
    Bound,
}
