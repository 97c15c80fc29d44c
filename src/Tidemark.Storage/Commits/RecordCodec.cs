using System.Collections.Immutable;

namespace Tidemark.Storage;

/// <summary>
/// The payload of a log record: operations varint, then each as a byte that names it and its fields in the order of the record's parameters. Ids and counts are varints, metadata keys zigzag,
/// metadata values blobs; layouts, rows, segments and delete sets as described at their codecs.
/// Lists have their length varint before them.
/// </summary>
internal static class RecordCodec
{
    private enum Kind : byte
    {
        PutMetadata = 1,
        RemoveMetadata,
        CreateChunk,
        AlterChunk,
        DropChunk,
        TruncateChunk,
        AddSegment,
        AppendRows,
        DeleteRows,
        ReplaceUnits,
        JoinChunk,
    }

    public static void Write(ByteWriter output, IReadOnlyList<RootOperation> operations)
    {
        output.Varint(operations.Count);
        foreach (var operation in operations) Write(output, operation);
    }

    public static List<RootOperation> Read(ReadOnlySpan<byte> payload, SegmentSource source)
    {
        var input = new ByteReader(payload);
        var operations = new List<RootOperation>();
        for (var count = input.Count(); count > 0; count--) operations.Add(Read(ref input, source));
        return operations;
    }

    private static void Write(ByteWriter output, RootOperation operation)
    {
        switch (operation)
        {
            case PutMetadata { Value: { } value } o:
                output.U8((byte)Kind.PutMetadata);
                output.Zigzag(o.Key);
                output.Blob(value.Span);
                break;
            case PutMetadata o:
                output.U8((byte)Kind.RemoveMetadata);
                output.Zigzag(o.Key);
                break;
            case CreateChunk o:
                WriteHead(output, Kind.CreateChunk, o.ChunkId);
                TypeCodec.WriteLayout(output, o.Layout);
                break;
            case AlterChunk o:
                WriteHead(output, Kind.AlterChunk, o.ChunkId);
                TypeCodec.WriteLayout(output, o.Layout);
                break;
            case DropChunk o:
                WriteHead(output, Kind.DropChunk, o.ChunkId);
                break;
            case JoinChunk o:
                WriteHead(output, Kind.JoinChunk, o.ChunkId);
                output.Zigzag(o.IntoId);
                break;
            case TruncateChunk o:
                WriteHead(output, Kind.TruncateChunk, o.ChunkId);
                break;
            case AddSegment o:
                WriteHead(output, Kind.AddSegment, o.ChunkId);
                SegmentCodec.Write(output, o.Segment.Meta);
                SegmentCodec.WriteDeletes(output, o.Deletes);
                break;
            case AppendRows o:
                WriteHead(output, Kind.AppendRows, o.ChunkId);
                output.Varint((ulong)o.UnitId);
                TypeCodec.WriteLayout(output, o.Layout);
                output.Varint(o.Start);
                output.Varint(o.Rows);
                RowsCodec.WriteRows(output, o.Columns);
                break;
            case DeleteRows o:
                WriteHead(output, Kind.DeleteRows, o.ChunkId);
                output.Varint((ulong)o.UnitId);
                SegmentCodec.WriteDeletes(output, o.Rows);
                break;
            case ReplaceUnits o:
                WriteHead(output, Kind.ReplaceUnits, o.ChunkId);
                output.Varint(o.UnitIds.Length);
                foreach (var id in o.UnitIds) output.Varint((ulong)id);
                output.Varint(o.Segments.Length);
                foreach (var (segment, deletes) in o.Segments)
                {
                    SegmentCodec.Write(output, segment.Meta);
                    SegmentCodec.WriteDeletes(output, deletes);
                }

                break;
        }
    }

    private static void WriteHead(ByteWriter output, Kind kind, long chunkId)
    {
        output.U8((byte)kind);
        output.Zigzag(chunkId);
    }

    private static RootOperation Read(ref ByteReader input, SegmentSource source)
    {
        var kind = (Kind)input.U8();
        var id = input.Zigzag();
        switch (kind)
        {
            case Kind.PutMetadata:
                return new PutMetadata(id, input.Blob().ToArray());
            case Kind.RemoveMetadata:
                return new PutMetadata(id, null);
            case Kind.CreateChunk:
                return new CreateChunk(id, TypeCodec.ReadLayout(ref input));
            case Kind.AlterChunk:
                return new AlterChunk(id, TypeCodec.ReadLayout(ref input));
            case Kind.DropChunk:
                return new DropChunk(id);
            case Kind.JoinChunk:
                return new JoinChunk(id, input.Zigzag());
            case Kind.TruncateChunk:
                return new TruncateChunk(id);
            case Kind.AddSegment:
                return new AddSegment(id, new SegmentUnit(SegmentCodec.Read(ref input), source), SegmentCodec.ReadDeletes(ref input));
            case Kind.AppendRows:
                var tail = (long)input.Varint();
                var layout = TypeCodec.ReadLayout(ref input);
                var start = input.Count();
                var rows = input.Count();
                return new AppendRows(id, tail, layout, start, rows, RowsCodec.ReadRows(ref input, layout, rows));
            case Kind.DeleteRows:
                return new DeleteRows(id, (long)input.Varint(), SegmentCodec.ReadDeletes(ref input));
            case Kind.ReplaceUnits:
                var replaced = ImmutableArray.CreateBuilder<long>();
                for (var count = input.Count(); count > 0; count--) replaced.Add((long)input.Varint());
                var segments = ImmutableArray.CreateBuilder<(SegmentUnit, DeleteSet?)>();
                for (var count = input.Count(); count > 0; count--) segments.Add((new SegmentUnit(SegmentCodec.Read(ref input), source), SegmentCodec.ReadDeletes(ref input)));
                return new ReplaceUnits(id, replaced.ToImmutable(), segments.ToImmutable());
            default:
                throw new InvalidDataException("a record holds an unknown operation");
        }
    }
}
