using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Types;

namespace Tidemark.Engine.Binding;

/// <summary>A FROM item as names see it. Who may see it changes while FROM is bound.</summary>
internal sealed class ScopeTable
{
    /// <summary>The alias, or the table's own name.</summary>
    public required string Name { get; init; }

    /// <summary>The relation's full name when it has no alias, so that <c>schema.table.column</c> finds it; null otherwise.</summary>
    public ObjectName? Relation { get; init; }

    /// <summary>The relation's own name where an alias hides it; for hints.</summary>
    public string? HiddenName { get; init; }

    /// <summary>The columns.</summary>
    public required ImmutableArray<OutputColumn> Columns { get; init; }

    /// <summary>The relation behind it whose columns these are, by its oid; 0 for anything else.</summary>
    public uint RelationOid { get; init; }

    /// <summary>The table behind it; null for anything but a table.</summary>
    public Table? Table { get; init; }

    /// <summary>The chunk behind it, where one was named.</summary>
    public Chunk? Chunk { get; init; }

    /// <summary>The system columns of a table's scan, made when somebody asks.</summary>
    public SystemColumns? SystemColumns { get; init; }

    /// <summary>Whether it is a join, whose columns are those of its sides.</summary>
    public bool IsJoin { get; init; }

    /// <summary>Whether it is a join in parentheses that has a name of its own.</summary>
    public bool IsNamedJoin { get; set; }

    /// <summary>Whether the value of a whole-row reference is the one column itself (functions that return a scalar).</summary>
    public bool IsScalar { get; init; }

    /// <summary>Whether <c>name.column</c> finds it.</summary>
    public bool IsTableVisible { get; set; } = true;

    /// <summary>Whether unqualified columns and <c>*</c> find it.</summary>
    public bool AreColumnsVisible { get; set; } = true;

    /// <summary>The same table over other columns of the same names.</summary>
    public ScopeTable WithColumns(ImmutableArray<OutputColumn> columns) => new()
    {
        Name = Name,
        Relation = Relation,
        HiddenName = HiddenName,
        Columns = columns,
        Table = Table,
        Chunk = Chunk,
        SystemColumns = SystemColumns,
    };

    /// <summary>Whether only LATERAL items see it now.</summary>
    public bool IsLateralOnly { get; set; }

    /// <summary>Whether LATERAL items may use it, rather than fail.</summary>
    public bool IsLateralAllowed { get; set; } = true;
}

/// <summary>The hidden columns of one table scan, as far as the query asks for them.</summary>
internal sealed class SystemColumns(Func<string, SqlType, OutputColumn> create)
{
    /// <summary>tableoid, once asked for.</summary>
    public OutputColumn? TableOid { get; private set; }

    /// <summary>tableoid.</summary>
    public OutputColumn AskForTableOid() => TableOid ??= create("tableoid", SqlTypes.Oid);
}
