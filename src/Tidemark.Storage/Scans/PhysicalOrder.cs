using Tidemark.Types;

namespace Tidemark.Storage;

/// <summary>Which types compare physically as SQL compares them, so that storage may order and prune by their values.</summary>
internal static class PhysicalOrder
{
    public static bool IsSqlOrder(SqlType type) => type.Kind switch
    {
        TypeKind.Bool or TypeKind.Int2 or TypeKind.Int4 or TypeKind.Int8 or TypeKind.Float4 or TypeKind.Float8 => true,
        TypeKind.Text or TypeKind.Varchar or TypeKind.Name or TypeKind.InternalChar or TypeKind.Bytea => true,
        TypeKind.Date or TypeKind.Time or TypeKind.Timestamp or TypeKind.TimestampTz or TypeKind.Uuid => true,
        TypeKind.Oid or TypeKind.Xid or TypeKind.Xid8 or TypeKind.RegClass or TypeKind.RegType or TypeKind.RegProc or TypeKind.RegProcedure or TypeKind.RegOper or TypeKind.RegOperator or TypeKind.RegNamespace or TypeKind.RegRole => true,
        TypeKind.Domain => type.Element is { } baseType && IsSqlOrder(baseType),
        _ => false,
    };
}
