namespace Tidemark.Types;

/// <summary>PostgreSQL's typmods: how a modifier is packed into one integer, and how format_type prints it.</summary>
public static class TypeModifiers
{
    private const int HeaderSize = 4;

    /// <summary>The typmod of varchar(n) and char(n); <paramref name="length"/> is in characters.</summary>
    public static int ForLength(int length) => length + HeaderSize;

    /// <summary>The typmod of numeric(precision, scale).</summary>
    public static int ForNumeric(int precision, int scale) => ((precision << 16) | (scale & 0x7ff)) + HeaderSize;

    /// <summary>The n of varchar(n) and char(n), or null where the type has no modifier.</summary>
    public static int? LengthOf(SqlType type) => type.Modifier < HeaderSize ? null : type.Modifier - HeaderSize;

    /// <summary>Precision and scale of numeric(p, s), or null where the type has no modifier. The scale may be negative.</summary>
    public static (int Precision, int Scale)? NumericOf(SqlType type) => type.Modifier < HeaderSize
        ? null
        : (((type.Modifier - HeaderSize) >> 16) & 0xffff, (((type.Modifier - HeaderSize) & 0x7ff) ^ 1024) - 1024);

    /// <summary>What format_type(oid, typmod) gives.</summary>
    public static string Format(SqlType type)
    {
        if (type.IsArray && !type.IsNumberVector) return Format(type.Element!.WithModifier(type.Modifier)) + "[]";
        if (type.Modifier < 0) return type.DisplayName;
        return type.Kind switch
        {
            TypeKind.Varchar or TypeKind.BpChar => $"{type.DisplayName}({LengthOf(type)})",
            TypeKind.Numeric => NumericOf(type) is var (precision, scale) ? $"numeric({precision},{scale})" : "numeric",
            TypeKind.Time => $"time({type.Modifier}) without time zone",
            TypeKind.TimeTz => $"time({type.Modifier}) with time zone",
            TypeKind.Timestamp => $"timestamp({type.Modifier}) without time zone",
            TypeKind.TimestampTz => $"timestamp({type.Modifier}) with time zone",
            TypeKind.Interval => IntervalModifier.Format(type.Modifier),
            _ => type.DisplayName,
        };
    }
}
