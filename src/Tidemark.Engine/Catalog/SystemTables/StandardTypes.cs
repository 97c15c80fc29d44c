using Tidemark.Types;

namespace Tidemark.Engine.Catalog.SystemTables;

/// <summary>Types as the SQL standard's information_schema describes them.</summary>
internal static class StandardTypes
{
    private const int LongestText = 1 << 30;

    /// <summary>data_type: the type of a domain is that behind it.</summary>
    public static string NameOf(SqlType type) => Real(type) is var real && real.IsArray ? "ARRAY" : real.Schema is null ? real.DisplayName : "USER-DEFINED";

    /// <summary>The type behind a domain.</summary>
    public static SqlType Real(SqlType type) => type.Kind == TypeKind.Domain ? Real(type.Element!) : type;

    /// <summary>The schema that a type lies in.</summary>
    public static string SchemaOf(SqlType type) => type.Schema ?? (type.IsArray && !type.IsNumberVector ? SchemaOf(type.Element!) : "pg_catalog");

    /// <summary>character_maximum_length and character_octet_length.</summary>
    public static SystemRows AddLengths(this SystemRows rows, SqlType type)
    {
        var real = Real(type);
        var length = real.Kind is TypeKind.Varchar or TypeKind.BpChar ? TypeModifiers.LengthOf(real) : null;
        return rows.AddNumber(length).AddNumber(real.Kind is TypeKind.Text or TypeKind.Varchar or TypeKind.BpChar ? length * 4 ?? LongestText : null);
    }

    /// <summary>numeric_precision, its radix, numeric_scale, datetime_precision, interval_type and interval_precision.</summary>
    public static SystemRows AddPrecision(this SystemRows rows, SqlType type)
    {
        var real = Real(type);
        var (precision, radix, scale) = PrecisionOf(real);
        rows.AddNumber(precision).AddNumber(radix).AddNumber(scale);
        return rows.AddNumber(real.Category is TypeCategory.DateTime or TypeCategory.Timespan ? FractionOf(real) : null).Add(real.Kind == TypeKind.Interval ? FieldsOf(real) : null).Null();
    }

    /// <summary>Catalog, schema and name of a type.</summary>
    public static SystemRows AddTypeName(this SystemRows rows, FunctionContext context, SqlType type) => rows.Add(context.DatabaseName).Add(SchemaOf(type)).Add(type.Name);

    /// <summary>A number, or NULL.</summary>
    public static SystemRows AddNumber(this SystemRows rows, int? value) => value is { } number ? rows.Add(number) : rows.Null();

    private static int FractionOf(SqlType type) => type.Kind switch
    {
        TypeKind.Date => 0,
        TypeKind.Interval => IntervalModifier.Precision(type.Modifier) ?? 6,
        _ => type.Modifier >= 0 ? type.Modifier : 6,
    };

    // What stands between "interval" and the precision.
    private static string? FieldsOf(SqlType type)
    {
        var text = IntervalModifier.Format(type.Modifier & ~0xffff | 0xffff)["interval".Length..].Trim();
        return type.Modifier < 0 || text.Length == 0 ? null : text.ToUpperInvariant();
    }

    private static (int? Precision, int? Radix, int? Scale) PrecisionOf(SqlType type) => type.Kind switch
    {
        TypeKind.Int2 => (16, 2, 0),
        TypeKind.Int4 => (32, 2, 0),
        TypeKind.Int8 => (64, 2, 0),
        TypeKind.Float4 => (24, 2, null),
        TypeKind.Float8 => (53, 2, null),
        TypeKind.Numeric => TypeModifiers.NumericOf(type) is var (precision, scale) ? (precision, 10, scale) : (null, 10, null),
        _ => (null, null, null),
    };
}
