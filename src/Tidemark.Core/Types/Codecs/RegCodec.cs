using System.Globalization;
using System.Text;
using Tidemark.Vectors;

namespace Tidemark.Types;

/// <summary>
/// The reg types: an oid that is written as the name of what it stands for, and as a number where that is unknown. Their input here takes numbers only; names are resolved by
/// the engine, which knows the search path.
/// </summary>
internal sealed class RegCodec(SqlType type) : TypeCodec(type)
{
    private readonly FixedCodec<long, OidFormat> _oid = new(type);

    /// <inheritdoc />
    public override void ParseText(ReadOnlySpan<byte> data, ReadOnlySpan<FieldRange> fields, VectorBuilder target, FormatSettings settings) => _oid.ParseText(data, fields, target, settings);

    /// <inheritdoc />
    public override void ReadBinary(ReadOnlySpan<byte> data, ReadOnlySpan<FieldRange> fields, VectorBuilder target) => _oid.ReadBinary(data, fields, target);

    private protected override void FormatFlat(Vector source, BytesVectorBuilder target, FormatSettings settings)
    {
        var oids = ((FixedVector<long>)source).Values;
        for (var row = 0; row < oids.Length; row++)
        {
            if (source.IsNull(row))
            {
                target.AppendNull();
                continue;
            }

            var oid = (uint)oids[row];
            var name = oid == 0 ? Type.Kind is TypeKind.RegOper or TypeKind.RegOperator ? "0" : "-" : settings.Names?.Find(Type.Kind, oid) ?? (Type.Kind == TypeKind.RegType ? SqlTypes.FromOid(oid)?.ToString() : null);
            target.Append(Encoding.UTF8.GetBytes(name ?? oid.ToString(CultureInfo.InvariantCulture)));
        }
    }

    private protected override void WriteFlat(Vector source, BytesVectorBuilder target) => _oid.WriteBinary(source, target);
}
