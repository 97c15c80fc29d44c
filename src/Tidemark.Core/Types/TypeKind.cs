namespace Tidemark.Types;

#pragma warning disable CS1591 // The names are PostgreSQL's type names.
/// <summary>What a type is, for exhaustive switches. User-defined types share <see cref="Enum"/>, <see cref="Domain"/> and <see cref="Composite"/>.</summary>
public enum TypeKind : byte
{
    Bool,
    Int2,
    Int4,
    Int8,
    Float4,
    Float8,
    Numeric,
    Text,
    Varchar,
    BpChar,
    Name,
    InternalChar,
    Bytea,
    Date,
    Time,
    TimeTz,
    Timestamp,
    TimestampTz,
    Interval,
    Uuid,
    Json,
    Jsonb,
    JsonPath,
    Oid,
    Xid,
    RegClass,
    RegType,
    RegProc,
    RegNamespace,
    Array,
    Enum,
    Domain,
    Composite,
    Record,
    Unknown,
    Void,
    Trigger,
    Internal,
    CString,
    AnyElement,
    AnyArray,
    AnyNonArray,
    AnyEnum,
    AnyCompatible,
    AnyCompatibleArray,
    AnyCompatibleNonArray,
    Any,
    RegRole,
    Xid8,
    RegProcedure,
    RegOper,
    RegOperator,
}
#pragma warning restore CS1591

/// <summary>PostgreSQL's type categories (pg_type.typcategory), which overload resolution prefers within.</summary>
public enum TypeCategory : byte
{
    /// <summary>A: arrays.</summary>
    Array = (byte)'A',

    /// <summary>B: boolean.</summary>
    Boolean = (byte)'B',

    /// <summary>C: composites.</summary>
    Composite = (byte)'C',

    /// <summary>D: dates and times.</summary>
    DateTime = (byte)'D',

    /// <summary>E: enums.</summary>
    Enum = (byte)'E',

    /// <summary>N: numbers, with oid and the reg types.</summary>
    Numeric = (byte)'N',

    /// <summary>P: pseudo-types.</summary>
    Pseudo = (byte)'P',

    /// <summary>S: strings.</summary>
    String = (byte)'S',

    /// <summary>T: time spans.</summary>
    Timespan = (byte)'T',

    /// <summary>U: user-defined and everything else.</summary>
    User = (byte)'U',

    /// <summary>X: the type of a literal that nothing has typed yet.</summary>
    Unknown = (byte)'X',
}
