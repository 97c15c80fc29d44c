using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions.ForeignKeys;

/// <summary>Which types' values a foreign key can compare.</summary>
internal static class KeyTypes
{
    /// <summary>Whether a value of one type can point at one of another.</summary>
    public static bool AreComparable(SqlType own, SqlType referenced, SessionContext session) =>
        own.Is(referenced) || AreOfOneFamily(own, referenced) || session.NewBinder().Coercion.CanCoerce(own, referenced, CastContext.Implicit);

    /// <summary>Whether the two lie in storage alike, so that keys are compared as they are.</summary>
    public static bool AreAlike(SqlType own, SqlType referenced) =>
        own.Is(referenced) || (own.Kind is TypeKind.Text or TypeKind.Varchar && referenced.Kind is TypeKind.Text or TypeKind.Varchar);

    // The operator families of btree that hold operators across types.
    private static bool AreOfOneFamily(SqlType a, SqlType b) => FamilyOf(a) is var family && family != 0 && family == FamilyOf(b);

    private static int FamilyOf(SqlType type) => type.Kind switch
    {
        TypeKind.Int2 or TypeKind.Int4 or TypeKind.Int8 => 1,
        TypeKind.Float4 or TypeKind.Float8 => 2,
        TypeKind.Date or TypeKind.Timestamp or TypeKind.TimestampTz => 3,
        TypeKind.Text or TypeKind.Varchar or TypeKind.Name => 4,
        _ => 0,
    };
}
