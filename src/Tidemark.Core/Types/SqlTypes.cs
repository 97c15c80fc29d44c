using System.Collections.Frozen;

namespace Tidemark.Types;

/// <summary>The built-in types, with the oids that PostgreSQL gives them and every client knows.</summary>
public static class SqlTypes
{
#pragma warning disable CS1591 // The members carry PostgreSQL's type names.
    public static readonly SqlType Bool = Base(16, "bool", "boolean", TypeKind.Bool, PhysicalType.Bool, TypeCategory.Boolean, 1, preferred: true);
    public static readonly SqlType Bytea = Base(17, "bytea", "bytea", TypeKind.Bytea, PhysicalType.Bytes, TypeCategory.User, -1);
    public static readonly SqlType InternalChar = Base(18, "char", "\"char\"", TypeKind.InternalChar, PhysicalType.Bytes, TypeCategory.String, 1);
    public static readonly SqlType Name = Base(19, "name", "name", TypeKind.Name, PhysicalType.Bytes, TypeCategory.String, 64);
    public static readonly SqlType Int8 = Base(20, "int8", "bigint", TypeKind.Int8, PhysicalType.Int64, TypeCategory.Numeric, 8);
    public static readonly SqlType Int2 = Base(21, "int2", "smallint", TypeKind.Int2, PhysicalType.Int16, TypeCategory.Numeric, 2);
    public static readonly SqlType Int4 = Base(23, "int4", "integer", TypeKind.Int4, PhysicalType.Int32, TypeCategory.Numeric, 4);
    public static readonly SqlType RegProc = Base(24, "regproc", "regproc", TypeKind.RegProc, PhysicalType.Int64, TypeCategory.Numeric, 4);
    public static readonly SqlType Text = Base(25, "text", "text", TypeKind.Text, PhysicalType.Bytes, TypeCategory.String, -1, preferred: true);
    public static readonly SqlType Oid = Base(26, "oid", "oid", TypeKind.Oid, PhysicalType.Int64, TypeCategory.Numeric, 4, preferred: true);
    public static readonly SqlType Xid = Base(28, "xid", "xid", TypeKind.Xid, PhysicalType.Int64, TypeCategory.User, 4);
    public static readonly SqlType Xid8 = Base(5069, "xid8", "xid8", TypeKind.Xid8, PhysicalType.Int64, TypeCategory.User, 8);
    public static readonly SqlType Json = Base(114, "json", "json", TypeKind.Json, PhysicalType.Bytes, TypeCategory.User, -1);
    public static readonly SqlType Float4 = Base(700, "float4", "real", TypeKind.Float4, PhysicalType.Float32, TypeCategory.Numeric, 4);
    public static readonly SqlType Float8 = Base(701, "float8", "double precision", TypeKind.Float8, PhysicalType.Float64, TypeCategory.Numeric, 8, preferred: true);
    public static readonly SqlType Unknown = Base(705, "unknown", "unknown", TypeKind.Unknown, PhysicalType.Bytes, TypeCategory.Unknown, -2);
    public static readonly SqlType BpChar = Base(1042, "bpchar", "character", TypeKind.BpChar, PhysicalType.Bytes, TypeCategory.String, -1);
    public static readonly SqlType Varchar = Base(1043, "varchar", "character varying", TypeKind.Varchar, PhysicalType.Bytes, TypeCategory.String, -1);
    public static readonly SqlType Date = Base(1082, "date", "date", TypeKind.Date, PhysicalType.Int32, TypeCategory.DateTime, 4);
    public static readonly SqlType Time = Base(1083, "time", "time without time zone", TypeKind.Time, PhysicalType.Int64, TypeCategory.DateTime, 8);
    public static readonly SqlType TimeTz = Base(1266, "timetz", "time with time zone", TypeKind.TimeTz, PhysicalType.Int64, TypeCategory.DateTime, 12);
    public static readonly SqlType Timestamp = Base(1114, "timestamp", "timestamp without time zone", TypeKind.Timestamp, PhysicalType.Int64, TypeCategory.DateTime, 8);
    public static readonly SqlType TimestampTz = Base(1184, "timestamptz", "timestamp with time zone", TypeKind.TimestampTz, PhysicalType.Int64, TypeCategory.DateTime, 8, preferred: true);
    public static readonly SqlType Interval = Base(1186, "interval", "interval", TypeKind.Interval, PhysicalType.Interval, TypeCategory.Timespan, 16, preferred: true);
    public static readonly SqlType Numeric = Base(1700, "numeric", "numeric", TypeKind.Numeric, PhysicalType.Bytes, TypeCategory.Numeric, -1);
    public static readonly SqlType RegClass = Base(2205, "regclass", "regclass", TypeKind.RegClass, PhysicalType.Int64, TypeCategory.Numeric, 4);
    public static readonly SqlType RegType = Base(2206, "regtype", "regtype", TypeKind.RegType, PhysicalType.Int64, TypeCategory.Numeric, 4);
    public static readonly SqlType RegProcedure = Base(2202, "regprocedure", "regprocedure", TypeKind.RegProcedure, PhysicalType.Int64, TypeCategory.Numeric, 4);
    public static readonly SqlType RegOper = Base(2203, "regoper", "regoper", TypeKind.RegOper, PhysicalType.Int64, TypeCategory.Numeric, 4);
    public static readonly SqlType RegOperator = Base(2204, "regoperator", "regoperator", TypeKind.RegOperator, PhysicalType.Int64, TypeCategory.Numeric, 4);
    public static readonly SqlType RegNamespace = Base(4089, "regnamespace", "regnamespace", TypeKind.RegNamespace, PhysicalType.Int64, TypeCategory.Numeric, 4);
    public static readonly SqlType RegRole = Base(4096, "regrole", "regrole", TypeKind.RegRole, PhysicalType.Int64, TypeCategory.Numeric, 4);
    public static readonly SqlType Record = Base(2249, "record", "record", TypeKind.Record, PhysicalType.Bytes, TypeCategory.Pseudo, -1);
    public static readonly SqlType Void = Base(2278, "void", "void", TypeKind.Void, PhysicalType.Bytes, TypeCategory.Pseudo, 4);
    public static readonly SqlType Uuid = Base(2950, "uuid", "uuid", TypeKind.Uuid, PhysicalType.Uuid, TypeCategory.User, 16);
    public static readonly SqlType Jsonb = Base(3802, "jsonb", "jsonb", TypeKind.Jsonb, PhysicalType.Bytes, TypeCategory.User, -1);
    public static readonly SqlType JsonPath = Base(4072, "jsonpath", "jsonpath", TypeKind.JsonPath, PhysicalType.Bytes, TypeCategory.User, -1);
    public static readonly SqlType Any = Pseudo(2276, "any", TypeKind.Any);
    public static readonly SqlType Trigger = Pseudo(2279, "trigger", TypeKind.Trigger);
    public static readonly SqlType EventTrigger = Pseudo(3838, "event_trigger", TypeKind.Trigger);
    public static readonly SqlType Internal = Pseudo(2281, "internal", TypeKind.Internal);
    public static readonly SqlType LanguageHandler = Pseudo(2280, "language_handler", TypeKind.Internal);
    public static readonly SqlType CString = Pseudo(2275, "cstring", TypeKind.CString);
    public static readonly SqlType AnyArray = Pseudo(2277, "anyarray", TypeKind.AnyArray);
    public static readonly SqlType AnyElement = Pseudo(2283, "anyelement", TypeKind.AnyElement);
    public static readonly SqlType AnyNonArray = Pseudo(2776, "anynonarray", TypeKind.AnyNonArray);
    public static readonly SqlType AnyEnum = Pseudo(3500, "anyenum", TypeKind.AnyEnum);
    public static readonly SqlType AnyCompatible = Pseudo(5077, "anycompatible", TypeKind.AnyCompatible);
    public static readonly SqlType AnyCompatibleArray = Pseudo(5078, "anycompatiblearray", TypeKind.AnyCompatibleArray);
    public static readonly SqlType AnyCompatibleNonArray = Pseudo(5079, "anycompatiblenonarray", TypeKind.AnyCompatibleNonArray);
    public static readonly SqlType Int2Vector = NumberVector(22, "int2vector", Int2);
    public static readonly SqlType OidVector = NumberVector(30, "oidvector", Oid);
#pragma warning restore CS1591

    private static readonly SqlType[] Arrays =
    [
        ArrayType(1000, Bool), ArrayType(1001, Bytea), ArrayType(1002, InternalChar), ArrayType(1003, Name), ArrayType(1016, Int8),
        ArrayType(1005, Int2), ArrayType(1007, Int4), ArrayType(1008, RegProc), ArrayType(1009, Text), ArrayType(1028, Oid),
        ArrayType(1011, Xid), ArrayType(271, Xid8), ArrayType(199, Json), ArrayType(1021, Float4), ArrayType(1022, Float8), ArrayType(1014, BpChar),
        ArrayType(1015, Varchar), ArrayType(1182, Date), ArrayType(1183, Time), ArrayType(1270, TimeTz), ArrayType(1115, Timestamp), ArrayType(1185, TimestampTz),
        ArrayType(1187, Interval), ArrayType(1231, Numeric), ArrayType(2210, RegClass), ArrayType(2211, RegType), ArrayType(2207, RegProcedure), ArrayType(2208, RegOper), ArrayType(2209, RegOperator), ArrayType(4090, RegNamespace), ArrayType(4097, RegRole),
        ArrayType(2951, Uuid), ArrayType(3807, Jsonb), ArrayType(4073, JsonPath), ArrayType(2287, Record),
    ];

    /// <summary>Every built-in type, arrays and pseudo-types included.</summary>
    public static IReadOnlyList<SqlType> All { get; } =
    [
        Bool, Bytea, InternalChar, Name, Int8, Int2, Int4, RegProc, Text, Oid, Xid, Xid8, Json, Float4, Float8, Unknown, BpChar, Varchar, Date, Time, TimeTz,
        Timestamp, TimestampTz, Interval, Numeric, RegClass, RegType, RegProcedure, RegOper, RegOperator, RegNamespace, RegRole, Trigger, EventTrigger, Internal, LanguageHandler, CString, Record, Void, Uuid, Jsonb, JsonPath, Any, AnyArray,
        AnyElement, AnyNonArray, AnyEnum, AnyCompatible, AnyCompatibleArray, AnyCompatibleNonArray, Int2Vector, OidVector, .. Arrays,
    ];

    private static readonly FrozenDictionary<uint, SqlType> ByOid = All.ToFrozenDictionary(t => t.Oid);
    private static readonly FrozenDictionary<string, SqlType> ByName = All.ToFrozenDictionary(t => t.Name);
    private static readonly FrozenDictionary<uint, SqlType> ArrayByElement = Arrays.ToFrozenDictionary(t => t.Element!.Oid);

    /// <summary>The built-in type with this oid, or null.</summary>
    public static SqlType? FromOid(uint oid) => ByOid.GetValueOrDefault(oid);

    /// <summary>The built-in type with this pg_type name (<c>int4</c>, not <c>integer</c>), or null. The grammar maps the SQL spellings.</summary>
    public static SqlType? FromName(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The array type over an element type, the element's modifier kept; null where there is none (pseudo-types, arrays).</summary>
    public static SqlType? ArrayOf(SqlType element)
    {
        if (element.ArrayOid != 0) return ArrayType(element.ArrayOid, element.WithModifier(-1), element.Modifier, element.Schema);
        if (ArrayByElement.GetValueOrDefault(element.Oid) is not { } array) return null;
        return element.Fields.IsEmpty ? array.WithModifier(element.Modifier) : ArrayType(array.Oid, element);
    }

    private static SqlType Base(uint oid, string name, string display, TypeKind kind, PhysicalType physical, TypeCategory category, short length, bool preferred = false) => new()
    {
        Oid = oid,
        Name = name,
        DisplayName = display,
        Kind = kind,
        Physical = physical,
        Category = category,
        Length = length,
        IsPreferred = preferred,
    };

    // Arrays from 0 that have a text form of their own: numbers with spaces between them.
    private static SqlType NumberVector(uint oid, string name, SqlType element) => new()
    {
        Oid = oid,
        Name = name,
        DisplayName = name,
        Kind = TypeKind.Array,
        Physical = PhysicalType.Bytes,
        Category = TypeCategory.Array,
        Length = -1,
        Element = element,
    };

    private static SqlType Pseudo(uint oid, string name, TypeKind kind) =>
        Base(oid, name, name == "any" ? "\"any\"" : name, kind, PhysicalType.Bytes, TypeCategory.Pseudo, -1);

    private static SqlType ArrayType(uint oid, SqlType element, int modifier = -1, string? schema = null) => new()
    {
        Oid = oid,
        Name = "_" + element.Name,
        DisplayName = element.DisplayName + "[]",
        Schema = schema,
        Modifier = modifier,
        Kind = TypeKind.Array,
        Physical = PhysicalType.Bytes,
        Category = TypeCategory.Array,
        Length = -1,
        Element = element,
    };
}
