using System.Text;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>Reads one row's argument; the row is not null.</summary>
internal delegate T RowReader<out T>(Vector vector, int row)
    where T : allows ref struct;

/// <summary>Appends one row's result.</summary>
internal delegate void RowWriter<in T>(VectorBuilder result, T value);

/// <summary>
/// How a .NET type is read from an argument vector, for functions that are written as a lambda over one row's values. Fixed-width types are read as they are;
/// ReadOnlySpan of byte is the bytes of a value, string its UTF-16 form.
/// </summary>
internal static class RowArgument<T>
    where T : allows ref struct
{
    /// <summary>The reader.</summary>
    public static readonly RowReader<T> Read = (RowReader<T>)RowValue.Reader(typeof(T));
}

/// <summary>How a .NET type is appended to a result: a null reference or an empty Nullable is SQL's null.</summary>
internal static class RowResult<T>
{
    /// <summary>The writer.</summary>
    public static readonly RowWriter<T> Write = (RowWriter<T>)RowValue.Writer(typeof(T));
}

/// <summary>The readers and writers by type.</summary>
internal static class RowValue
{
    private static readonly Dictionary<Type, Delegate> Readers = new()
    {
        [typeof(ReadOnlySpan<byte>)] = new RowReader<ReadOnlySpan<byte>>(VectorAccess.GetBytes),
        [typeof(string)] = new RowReader<string>((vector, row) => Encoding.UTF8.GetString(VectorAccess.GetBytes(vector, row))),
        [typeof(bool)] = new RowReader<bool>(VectorAccess.Get<bool>),
        [typeof(short)] = new RowReader<short>(VectorAccess.Get<short>),
        [typeof(int)] = new RowReader<int>(VectorAccess.Get<int>),
        [typeof(long)] = new RowReader<long>(VectorAccess.Get<long>),
        [typeof(float)] = new RowReader<float>(VectorAccess.Get<float>),
        [typeof(double)] = new RowReader<double>(VectorAccess.Get<double>),
        [typeof(Interval)] = new RowReader<Interval>(VectorAccess.Get<Interval>),
        [typeof(Uuid)] = new RowReader<Uuid>(VectorAccess.Get<Uuid>),
        [typeof(Numeric)] = new RowReader<Numeric>((vector, row) => Numeric.Unpack(VectorAccess.GetBytes(vector, row))),
    };

    private static readonly Dictionary<Type, Delegate> Writers = new()
    {
        [typeof(byte[])] = new RowWriter<byte[]?>(WriteBytes),
        [typeof(string)] = new RowWriter<string?>(WriteString),
        [typeof(bool)] = new RowWriter<bool>(Write),
        [typeof(short)] = new RowWriter<short>(Write),
        [typeof(int)] = new RowWriter<int>(Write),
        [typeof(long)] = new RowWriter<long>(Write),
        [typeof(float)] = new RowWriter<float>(Write),
        [typeof(double)] = new RowWriter<double>(Write),
        [typeof(Interval)] = new RowWriter<Interval>(Write),
        [typeof(Uuid)] = new RowWriter<Uuid>(Write),
        [typeof(Numeric)] = new RowWriter<Numeric>((result, value) => value.Pack((BytesVectorBuilder)result)),
        [typeof(bool?)] = new RowWriter<bool?>(WriteNullable),
        [typeof(int?)] = new RowWriter<int?>(WriteNullable),
        [typeof(long?)] = new RowWriter<long?>(WriteNullable),
        [typeof(double?)] = new RowWriter<double?>(WriteNullable),
        [typeof(Numeric?)] = new RowWriter<Numeric?>(WriteNumeric),
        [typeof(Interval?)] = new RowWriter<Interval?>(WriteNullable),
    };

    /// <summary>The reader of a type.</summary>
    public static Delegate Reader(Type type) => Readers.GetValueOrDefault(type) ?? throw InternalErrors.Unexpected($"no row reader for {type}");

    /// <summary>The writer of a type.</summary>
    public static Delegate Writer(Type type) => Writers.GetValueOrDefault(type) ?? throw InternalErrors.Unexpected($"no row writer for {type}");

    private static void Write<T>(VectorBuilder result, T value)
        where T : unmanaged => ((FixedVectorBuilder<T>)result).Append(value);

    private static void WriteNullable<T>(VectorBuilder result, T? value)
        where T : unmanaged
    {
        if (value is { } present) ((FixedVectorBuilder<T>)result).Append(present);
        else result.AppendNull();
    }

    private static void WriteNumeric(VectorBuilder result, Numeric? value)
    {
        if (value is { } present) present.Pack((BytesVectorBuilder)result);
        else result.AppendNull();
    }

    private static void WriteBytes(VectorBuilder result, byte[]? value)
    {
        if (value is null) result.AppendNull();
        else ((BytesVectorBuilder)result).Append(value);
    }

    private static void WriteString(VectorBuilder result, string? value)
    {
        if (value is null)
        {
            result.AppendNull();
            return;
        }

        var bytes = (BytesVectorBuilder)result;
        bytes.Advance(Encoding.UTF8.GetBytes(value, bytes.GetSpan(Encoding.UTF8.GetMaxByteCount(value.Length))));
        bytes.EndValue();
    }
}
