using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions;

/// <summary>The parameters of a statement: what types a client declared, and values made of what it sent.</summary>
internal static class StatementParameters
{
    /// <summary>No declared types.</summary>
    public static SqlType?[] None { get; } = [];

    /// <summary>The types behind the oids of a Parse message; null for those left to inference.</summary>
    public static SqlType?[] Declare(ReadOnlySpan<uint> oids, CatalogSnapshot catalog)
    {
        if (oids.IsEmpty) return None;
        var types = new SqlType?[oids.Length];
        for (var i = 0; i < oids.Length; i++)
        {
            // A client that sends "unknown" leaves the type to the server, as one that sends 0.
            types[i] = oids[i] == 0 || oids[i] == SqlTypes.Unknown.Oid ? null : catalog.FindType(oids[i]) ?? throw StatementErrors.UnknownTypeOid(oids[i]);
        }

        return types;
    }

    /// <summary>The values of a Bind message, each a flat vector of one row.</summary>
    public static Vector[] Read(IReadOnlyList<SqlType> types, ReadOnlySpan<ParameterValue> values, FormatSettings format)
    {
        var vectors = new Vector[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var builder = VectorBuilder.Create(types[i], 1);
            if (values[i].IsNull) builder.AppendNull();
            else if (values[i].IsBinary) TypeCodec.For(types[i]).ReadWire(values[i].Bytes.Span, [new FieldRange(0, values[i].Bytes.Length)], builder);
            else TypeCodec.For(types[i]).ParseText(values[i].Bytes.Span, builder, format);
            vectors[i] = builder.Detach();
        }

        return vectors;
    }
}
