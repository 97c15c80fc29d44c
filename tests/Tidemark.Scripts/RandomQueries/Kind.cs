namespace Tidemark.Scripts.RandomQueries;

/// <summary>The types that queries are made of.</summary>
internal enum Kind
{
    Bool,
    Int2,
    Int4,
    Int8,
    Numeric,
    Float8,
    Text,
    Date,
    Timestamp,
    Timestamptz,
    Interval,
    Int4Array,
    Jsonb,
}

internal static class Kinds
{
    public static readonly Kind[] All = Enum.GetValues<Kind>();

    /// <summary>The type's name in SQL.</summary>
    public static string Sql(this Kind kind) => kind switch
    {
        Kind.Bool => "boolean",
        Kind.Int2 => "smallint",
        Kind.Int4 => "integer",
        Kind.Int8 => "bigint",
        Kind.Numeric => "numeric",
        Kind.Float8 => "double precision",
        Kind.Text => "text",
        Kind.Date => "date",
        Kind.Timestamp => "timestamp",
        Kind.Timestamptz => "timestamptz",
        Kind.Interval => "interval",
        Kind.Int4Array => "integer[]",
        Kind.Jsonb => "jsonb",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public static bool IsNumber(this Kind kind) => kind is Kind.Int2 or Kind.Int4 or Kind.Int8 or Kind.Numeric or Kind.Float8;

    /// <summary>Whether min and max take it.</summary>
    public static bool HasExtremes(this Kind kind) => kind is not (Kind.Bool or Kind.Jsonb);

    /// <summary>A literal of the type, out of so few that equal ones meet.</summary>
    public static string Literal(this Kind kind, Draw draw) => kind switch
    {
        Kind.Bool => draw.Of("true", "false"),
        Kind.Int2 => $"'{draw.Between(-3, 6)}'::smallint",
        Kind.Int4 => $"{draw.Between(0, 9)}",
        Kind.Int8 => draw.Chance(10) ? $"{draw.Of("4294967296", "3000000000")}" : $"{draw.Between(0, 12)}::bigint",
        Kind.Numeric => $"{draw.Between(0, 9)}.{draw.Between(0, 9)}",
        Kind.Float8 => $"'{draw.Between(-8, 8) / 4.0:0.##}'::float8",
        Kind.Text => $"'{draw.Of("", "a", "b", "ab", "abc", "B", "äx", "x_y", "a%", "abcdefghijklmnop", " pad ", "10")}'::text",
        Kind.Date => $"'2024-{draw.Between(1, 3):00}-{draw.Of(1, 2, 28, 29):00}'::date",
        Kind.Timestamp => $"'2024-{draw.Between(1, 3):00}-{draw.Between(1, 28):00} {draw.Of(0, 1, 12, 23):00}:{draw.Of("00:00", "30:00", "59:59.5")}'::timestamp",
        Kind.Timestamptz => $"'2024-{draw.Of(1, 3, 10):00}-{draw.Of(1, 10, 27, 31):00} {draw.Between(0, 3):00}:{draw.Of("00:00", "30:00")}+00'::timestamptz",
        Kind.Interval => $"'{draw.Of("1 hour", "90 minutes", "1 day", "25 hours", "1 mon", "-2 days", "1 year 2 mons 3 days 04:05:06", "0", "00:00:00.25")}'::interval",
        Kind.Int4Array => draw.Of("'{}'::integer[]", "'{1}'::integer[]", "'{1,2,3}'::integer[]", "'{3,NULL}'::integer[]", "'{2,1}'::integer[]"),
        Kind.Jsonb => draw.Of("'{\"a\": 1}'::jsonb", "'{\"a\": \"x\", \"b\": [1, 2]}'::jsonb", "'[1, null, \"s\"]'::jsonb", "'null'::jsonb", "'3'::jsonb", "'{}'::jsonb"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
