using System.Collections.Immutable;
using Tidemark.Types;

namespace Tidemark.Engine.Catalog;

/// <summary>The composite types that relations have: one of a table's or view's name, whose fields are its columns. Their oids follow from the relation's.</summary>
internal static class RowTypes
{
    private const uint RowBit = 0x8000_0000;
    private const uint ArrayBit = 0x4000_0000;

    /// <summary>The oid of a relation's row type.</summary>
    public static uint OidOf(uint relation) => relation | RowBit;

    /// <summary>The oid of the array type over a relation's row type.</summary>
    public static uint ArrayOidOf(uint relation) => relation | RowBit | ArrayBit;

    /// <summary>Whether an oid is one of row types or arrays of them, and the relation behind it.</summary>
    public static bool TryRelation(uint oid, out uint relation, out bool isArray)
    {
        relation = oid & ~(RowBit | ArrayBit);
        isArray = (oid & ArrayBit) != 0;
        return (oid & RowBit) != 0;
    }

    /// <summary>The row type of a relation; null for one without rows of its own, such as an index.</summary>
    public static SqlType? Of(CatalogObject relation) => relation switch
    {
        Table table => Make(table, [.. table.LiveColumns.Select(c => new TypeField(c.Name, c.Type))]),
        View view => Make(view, [.. view.Columns.Select(c => new TypeField(c.Name, c.Type))]),
        _ => null,
    };

    private static SqlType Make(SchemaObject relation, ImmutableArray<TypeField> fields) => new()
    {
        Oid = OidOf(relation.Oid),
        Name = relation.Name,
        DisplayName = Syntax.SyntaxPrinter.QuoteIdentifier(relation.Name),
        Schema = relation.Schema,
        Kind = TypeKind.Composite,
        Physical = PhysicalType.Bytes,
        Category = TypeCategory.Composite,
        Length = -1,
        ArrayOid = ArrayOidOf(relation.Oid),
        Fields = fields,
    };
}
