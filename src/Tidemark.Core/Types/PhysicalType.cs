namespace Tidemark.Types;

/// <summary>
/// How the values of a SQL type lie in a vector and in a segment. Kernels and storage dispatch on this, not on the SQL type, wherever
/// the SQL type does not matter.
/// </summary>
public enum PhysicalType : byte
{
    /// <summary>One byte, 0 or 1: <see cref="bool"/>.</summary>
    Bool,

    /// <summary><see cref="short"/>.</summary>
    Int16,

    /// <summary><see cref="int"/>; also days since 2000-01-01 for date.</summary>
    Int32,

    /// <summary><see cref="long"/>; also microseconds for time, timestamp and timestamptz, and the unsigned value of oid.</summary>
    Int64,

    /// <summary><see cref="float"/>.</summary>
    Float32,

    /// <summary><see cref="double"/>.</summary>
    Float64,

    /// <summary><see cref="Tidemark.Types.Interval"/>, 16 bytes.</summary>
    Interval,

    /// <summary><see cref="Tidemark.Types.Uuid"/>, 16 bytes.</summary>
    Uuid,

    /// <summary>
    /// A run of bytes: UTF-8 for text, varchar, char(n), name, json and jsonb (in jsonb's canonical text); the packed form of
    /// numeric; PostgreSQL's binary form for arrays and composites; the bytes themselves for bytea.
    /// </summary>
    Bytes,
}
