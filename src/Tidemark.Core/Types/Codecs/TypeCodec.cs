using System.Collections.Concurrent;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Types;

/// <summary>
/// PostgreSQL's text and binary forms of one type's values, many at a time. Immutable and shared; found by <see cref="For"/>.
/// <para>
/// Parsing and reading append to a builder and apply the modifier of the type the codec was made for. When a value is bad they throw, and the
/// builder then holds exactly the values before it: its <see cref="VectorBuilder.Length"/>, less what it was at the call, is the index of the bad one.
/// </para>
/// </summary>
public abstract class TypeCodec
{
    private const int MaxCached = 4096;

    private static readonly ConcurrentDictionary<SqlType, TypeCodec> Cache = new();

    private protected TypeCodec(SqlType type) => Type = type;

    /// <summary>The type, with the modifier that input is brought to.</summary>
    public SqlType Type { get; }

    /// <summary>The codec of a type.</summary>
    /// <exception cref="SqlException">0A000 for a pseudo-type, which has no values.</exception>
    public static TypeCodec For(SqlType type)
    {
        // Of types that the catalog defines, only the instance knows all.
        if (type.IsUserDefined) return type.Codec ??= Make(type);
        if (Cache.TryGetValue(type, out var codec)) return codec;
        codec = Make(type);
        if (Cache.Count < MaxCached) Cache.TryAdd(type, codec);
        return codec;
    }

    /// <summary>Parses many values, in text form, out of one buffer.</summary>
    /// <param name="data">The buffer, UTF-8.</param>
    /// <param name="fields">Where each value lies; a null range appends NULL.</param>
    /// <param name="target">A builder of the type's physical form.</param>
    /// <param name="settings">The session's settings.</param>
    /// <exception cref="SqlException">Class 22; the builder's length says which value is at fault.</exception>
    public abstract void ParseText(ReadOnlySpan<byte> data, ReadOnlySpan<FieldRange> fields, VectorBuilder target, FormatSettings settings);

    /// <summary>Parses one value in text form.</summary>
    public void ParseText(ReadOnlySpan<byte> value, VectorBuilder target, FormatSettings settings) =>
        ParseText(value, [new FieldRange(0, value.Length)], target, settings);

    /// <summary>Reads many values, in binary form, out of one buffer.</summary>
    /// <param name="data">The buffer.</param>
    /// <param name="fields">Where each value lies; a null range appends NULL.</param>
    /// <param name="target">A builder of the type's physical form.</param>
    /// <exception cref="SqlException">Class 22 or 08P01; the builder's length says which value is at fault.</exception>
    public abstract void ReadBinary(ReadOnlySpan<byte> data, ReadOnlySpan<FieldRange> fields, VectorBuilder target);

    /// <summary>Appends the text form of every value of a vector of any shape; NULL stays NULL.</summary>
    public void FormatText(Vector source, BytesVectorBuilder target, FormatSettings settings) =>
        Encode(source, target, settings, static (codec, flat, to, with) => codec.FormatFlat(flat, to, with!));

    /// <summary>Reads values as clients send them in binary form: as <see cref="ReadBinary"/>, but for enums, which are labels there.</summary>
    /// <param name="data">The buffer.</param>
    /// <param name="fields">Where each value lies; a null range appends NULL.</param>
    /// <param name="target">A builder of the type's physical form.</param>
    /// <exception cref="SqlException">Class 22 or 08P01; the builder's length says which value is at fault.</exception>
    public virtual void ReadWire(ReadOnlySpan<byte> data, ReadOnlySpan<FieldRange> fields, VectorBuilder target) => ReadBinary(data, fields, target);

    /// <summary>Appends values as clients take them in binary form: as <see cref="WriteBinary"/>, but for enums, which are labels there.</summary>
    public virtual void WriteWire(Vector source, BytesVectorBuilder target) => WriteBinary(source, target);

    /// <summary>Whether the form for clients is another than that inside of arrays and records.</summary>
    internal virtual bool HasWireForm => false;

    /// <summary>Appends the binary form of every value of a vector of any shape; NULL stays NULL.</summary>
    public void WriteBinary(Vector source, BytesVectorBuilder target) =>
        Encode(source, target, null, static (codec, flat, to, _) => codec.WriteFlat(flat, to));

    private protected abstract void FormatFlat(Vector source, BytesVectorBuilder target, FormatSettings settings);

    private protected abstract void WriteFlat(Vector source, BytesVectorBuilder target);

    private void Encode(Vector source, BytesVectorBuilder target, FormatSettings? settings, Action<TypeCodec, Vector, BytesVectorBuilder, FormatSettings?> encode)
    {
        switch (source)
        {
            case ConstantVector constant:
                var one = new BytesVectorBuilder(SqlTypes.Text, 1);
                encode(this, constant.Value, one, settings);
                target.AppendRepeated(one.Build(), 0, constant.Length);
                break;
            case DictionaryVector coded when coded.Dictionary.Length <= coded.Length:
                var words = new BytesVectorBuilder(SqlTypes.Text, coded.Dictionary.Length);
                encode(this, coded.Dictionary, words, settings);
                var texts = (BytesVector)words.Build();
                var codes = coded.Codes;
                for (var i = 0; i < codes.Length; i++)
                {
                    if (coded.IsNull(i)) target.AppendNull();
                    else target.Append(texts[codes[i]]);
                }

                break;
            case DictionaryVector coded:
                encode(this, VectorShapes.Flatten(coded, VectorBuilder.Create(coded.Type, coded.Length)), target, settings);
                break;
            default:
                encode(this, source, target, settings);
                break;
        }
    }

    private static TypeCodec Make(SqlType type) => type.Kind switch
    {
        TypeKind.Bool => new FixedCodec<bool, BoolFormat>(type),
        TypeKind.Int2 => new FixedCodec<short, Int2Format>(type),
        TypeKind.Int4 => new FixedCodec<int, Int4Format>(type),
        TypeKind.Int8 => new FixedCodec<long, Int8Format>(type),
        TypeKind.Float4 => new FixedCodec<float, Float4Format>(type),
        TypeKind.Float8 => new FixedCodec<double, Float8Format>(type),
        TypeKind.Interval => new FixedCodec<Interval, IntervalCodecFormat>(type),
        TypeKind.Uuid => new FixedCodec<Uuid, UuidFormat>(type),
        TypeKind.Bytea => new BytesCodec<ByteaFormat>(type),
        TypeKind.Json => new BytesCodec<JsonFormat>(type),
        TypeKind.Jsonb => new BytesCodec<JsonbFormat>(type),
        TypeKind.Numeric => new BytesCodec<NumericFormat>(type),
        TypeKind.Oid or TypeKind.Xid => new FixedCodec<long, OidFormat>(type),
        TypeKind.Xid8 => new FixedCodec<long, Xid8Format>(type),
        TypeKind.RegClass or TypeKind.RegType or TypeKind.RegProc or TypeKind.RegProcedure or TypeKind.RegOper or TypeKind.RegOperator or TypeKind.RegNamespace or TypeKind.RegRole => new RegCodec(type),
        TypeKind.Date => new FixedCodec<int, DateFormat>(type),
        TypeKind.Time => new FixedCodec<long, TimeFormat>(type),
        TypeKind.TimeTz => new FixedCodec<long, TimeTzFormat>(type),
        TypeKind.Timestamp => new FixedCodec<long, TimestampFormat>(type),
        TypeKind.TimestampTz => new FixedCodec<long, TimestampTzFormat>(type),
        TypeKind.Text or TypeKind.Varchar or TypeKind.BpChar or TypeKind.Name or TypeKind.InternalChar or TypeKind.Unknown or TypeKind.CString
            or TypeKind.Void => new StringCodec(type),
        TypeKind.JsonPath => new BytesCodec<JsonPathFormat>(type),
        TypeKind.Enum when type.Labels is not null => new EnumCodec(type),
        TypeKind.Array when type.Element is not null => new ArrayCodec(type),
        TypeKind.Record or TypeKind.Composite => new RecordCodec(type),
        TypeKind.Domain when type.Element is { } baseType => For(baseType.WithModifier(type.Modifier)),
        _ => throw InternalErrors.NotSupported($"input or output of type {type.DisplayName}"),
    };
}
