namespace Tidemark.Engine.Binding;

/// <summary>
/// Where the text of a query names relations and columns, noted while it is bound, so that the text can be written with other names. What lies in views that the query reads is not noted.
/// </summary>
internal sealed class NameTrace
{
    /// <summary>The relations of FROM.</summary>
    public List<TracedRelation> Relations { get; } = [];

    /// <summary>Columns of those relations.</summary>
    public List<TracedColumn> Columns { get; } = [];

    /// <summary>Calls of routines that users made.</summary>
    public List<TracedRoutine> Routines { get; } = [];

    /// <summary>Stars of select lists.</summary>
    public List<TracedStar> Stars { get; } = [];

    /// <summary>The positions of columns that are items of a select list without a name of their own.</summary>
    public HashSet<int> Items { get; } = [];
}

/// <summary>A relation as a query names it.</summary>
/// <param name="Position">Where its name begins.</param>
/// <param name="Parts">Of how many parts the name is.</param>
/// <param name="Oid">The relation.</param>
/// <param name="Name">The last part of the name.</param>
/// <param name="HasAlias">Whether it has another name in the query.</param>
internal sealed record TracedRelation(int Position, int Parts, uint Oid, string Name, bool HasAlias);

/// <summary>A column as a query names it.</summary>
/// <param name="Position">Where the name begins.</param>
/// <param name="Parts">Its parts.</param>
/// <param name="RelationOid">The relation whose column it is; 0 for one of another FROM item.</param>
/// <param name="Place">The column's place among those of the relation.</param>
internal sealed record TracedColumn(int Position, IReadOnlyList<string> Parts, uint RelationOid, int Place);

/// <summary>A routine as a query names it.</summary>
/// <param name="Position">Where the name begins.</param>
/// <param name="Parts">Of how many parts the name is.</param>
/// <param name="Oid">The routine.</param>
internal sealed record TracedRoutine(int Position, int Parts, uint Oid);

/// <summary>A star and the columns that it stands for, each with the name of its FROM item, empty where it has none.</summary>
internal sealed record TracedStar(int Position, IReadOnlyList<(string Table, string Column)> Columns);
