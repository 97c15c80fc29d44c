using System.Buffers.Binary;
using Tidemark.Vectors;

namespace Tidemark.Types;

/// <summary>Builds record values out of columns: row i of the result has row i of every column. The form is that of record_send.</summary>
public static class RecordBuilder
{
    /// <summary>Appends one record for each row of the columns, which may have any shape and have one length.</summary>
    /// <param name="columns">The columns, in order; their vectors' types are the records' column types.</param>
    /// <param name="rows">How many rows; needed where there is no column.</param>
    /// <param name="target">Receives the records.</param>
    public static void Write(ReadOnlySpan<Vector> columns, int rows, BytesVectorBuilder target)
    {
        var binaries = new BytesVector[columns.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            var binary = new BytesVectorBuilder(SqlTypes.Bytea, rows);
            TypeCodec.For(columns[i].Type).WriteBinary(columns[i], binary);
            binaries[i] = (BytesVector)binary.Build();
        }

        for (var row = 0; row < rows; row++)
        {
            BinaryPrimitives.WriteInt32BigEndian(target.GetSpan(4), columns.Length);
            target.Advance(4);
            for (var i = 0; i < columns.Length; i++)
            {
                var isNull = binaries[i].IsNull(row);
                var value = isNull ? default : binaries[i][row];
                var span = target.GetSpan(8 + value.Length);
                BinaryPrimitives.WriteUInt32BigEndian(span, columns[i].Type.StoredOid);
                BinaryPrimitives.WriteInt32BigEndian(span[4..], isNull ? -1 : value.Length);
                value.CopyTo(span[8..]);
                target.Advance(8 + value.Length);
            }

            target.EndValue();
        }
    }
}
