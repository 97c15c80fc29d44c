using System.Buffers.Binary;
using System.Collections.Immutable;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Storage;

/// <summary>What a checkpoint holds.</summary>
/// <param name="Root">The root.</param>
/// <param name="LogNumber">The first log file whose records come after it.</param>
/// <param name="Sequence">The last record that it contains.</param>
/// <param name="LastUnitId">The greatest unit id that was given out.</param>
internal sealed record CheckpointState(Root Root, long LogNumber, long Sequence, long LastUnitId);

/// <summary>
/// The file <c>CHECKPOINT</c>: a whole root. It is written under another name, flushed and renamed, so that there is always a whole one.
/// <code>
/// header    magic "TIDECHKP", version u32, checksum u32 of the content, content length i64, zero i64
/// content   log number, last sequence number, last unit id, root version: varint each
///           metadata records varint, each: key zigzag, value blob
///           chunks varint, each: id zigzag, layout, units varint, each: kind u8 and
///             1 segment   see SegmentCodec, delete set
///             2 tail      unit id varint, layout, rows varint, rows, delete set
/// </code>
/// </summary>
internal static class CheckpointFile
{
    public const string Name = "CHECKPOINT";
    public const string TemporaryName = "CHECKPOINT.new";
    private const uint Version = 3;
    private const int HeaderBytes = 32;

    private static ReadOnlySpan<byte> Magic => "TIDECHKP"u8;

    public static void Write(IFileSystem files, string directory, CheckpointState state)
    {
        var content = new ByteWriter(1 << 16);
        WriteContent(content, state);
        var header = new byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(12), Crc32C.Compute(content.Written));
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), content.Length);
        var path = Path.Combine(directory, TemporaryName);
        try
        {
            using (var file = files.Open(path, FileOpening.Create))
            {
                file.Write(0, header);
                file.Write(HeaderBytes, content.Written);
                file.Flush();
            }

            files.Rename(path, Path.Combine(directory, Name));
            files.FlushDirectory(directory);
        }
        catch (IOException error)
        {
            throw files.IsDiskFull(error) ? StorageErrors.DiskFull(path, error) : StorageErrors.InputOutput("could not write", path, error);
        }
    }

    /// <summary>Reads the checkpoint; null when there is none, as in a new directory.</summary>
    public static CheckpointState? Read(IFileSystem files, string directory, SegmentSource source)
    {
        var path = Path.Combine(directory, Name);
        if (!files.Exists(path)) return null;
        using var file = files.Open(path, FileOpening.Read);
        var header = new byte[HeaderBytes];
        if (file.Read(0, header) < HeaderBytes || !header.AsSpan().StartsWith(Magic)) throw StorageErrors.Damaged(path, 0, "not a checkpoint file");
        var version = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(8));
        if (version > Version) throw StorageErrors.NewerFormat(path, version, Version);
        if (version != Version) throw StorageErrors.Damaged(path, 8, "format version is impossible");
        var length = BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(16));
        if (length < 0 || length != file.Length - HeaderBytes || length > Array.MaxLength) throw StorageErrors.Damaged(path, 16, "the file has the wrong length");
        var content = new byte[length];
        if (file.Read(HeaderBytes, content) < length) throw StorageErrors.Damaged(path, HeaderBytes, "the file ends too early");
        if (Crc32C.Compute(content) != BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(12))) throw StorageErrors.Damaged(path, HeaderBytes, "checksum does not match");
        try
        {
            return ReadContent(content, source);
        }
        catch (InvalidDataException error)
        {
            throw StorageErrors.Damaged(path, HeaderBytes, error.Message, error);
        }
    }

    private static void WriteContent(ByteWriter output, CheckpointState state)
    {
        output.Varint((ulong)state.LogNumber);
        output.Varint((ulong)state.Sequence);
        output.Varint((ulong)state.LastUnitId);
        output.Varint((ulong)state.Root.Version);
        output.Varint(state.Root.Metadata.Count);
        foreach (var (key, value) in state.Root.Metadata)
        {
            output.Zigzag(key);
            output.Blob(value.Span);
        }

        output.Varint(state.Root.Chunks.Count);
        foreach (var chunk in state.Root.Chunks.Values)
        {
            output.Zigzag(chunk.Id);
            TypeCodec.WriteLayout(output, chunk.Layout);
            output.Varint(chunk.Units.Length);
            foreach (var version in chunk.Units) WriteUnit(output, version);
        }
    }

    private static void WriteUnit(ByteWriter output, UnitVersion version)
    {
        if (version.Unit is SegmentUnit segment)
        {
            output.U8(1);
            SegmentCodec.Write(output, segment.Meta);
        }
        else
        {
            output.U8(2);
            output.Varint((ulong)version.Unit.Id);
            TypeCodec.WriteLayout(output, version.Unit.Layout);
            output.Varint(version.Rows);
            RowsCodec.WriteRows(output, version.TailColumns);
        }

        SegmentCodec.WriteDeletes(output, version.Deletes);
    }

    private static CheckpointState ReadContent(ReadOnlySpan<byte> content, SegmentSource source)
    {
        var input = new ByteReader(content);
        var (log, sequence, lastUnit, version) = ((long)input.Varint(), (long)input.Varint(), (long)input.Varint(), (long)input.Varint());
        var metadata = ImmutableDictionary.CreateBuilder<long, ReadOnlyMemory<byte>>();
        for (var count = input.Count(); count > 0; count--) metadata.Add(input.Zigzag(), input.Blob().ToArray());
        var chunks = ImmutableDictionary.CreateBuilder<long, ChunkData>();
        for (var count = input.Count(); count > 0; count--)
        {
            var id = input.Zigzag();
            var layout = TypeCodec.ReadLayout(ref input);
            var units = ImmutableArray.CreateBuilder<UnitVersion>();
            for (var left = input.Count(); left > 0; left--) units.Add(ReadUnit(ref input, source));
            chunks.Add(id, new ChunkData(id, layout, units.ToImmutable()));
        }

        return new CheckpointState(new Root(version, metadata.ToImmutable(), chunks.ToImmutable(), ImmutableDictionary<long, long>.Empty, null), log, sequence, lastUnit);
    }

    private static UnitVersion ReadUnit(ref ByteReader input, SegmentSource source)
    {
        switch (input.U8())
        {
            case 1:
                var segment = new SegmentUnit(SegmentCodec.Read(ref input), source);
                return new UnitVersion(segment, segment.Meta.Rows, SegmentCodec.ReadDeletes(ref input));
            case 2:
                var tail = new TailUnit((long)input.Varint(), TypeCodec.ReadLayout(ref input));
                var rows = input.Count();
                Vector[] columns = RowsCodec.ReadRows(ref input, tail.Layout, rows);
                tail.Append(columns, 0, rows);
                var version = new UnitVersion(tail, rows, SegmentCodec.ReadDeletes(ref input));
                _ = version.TailColumns;
                return version;
            default:
                throw new InvalidDataException("a unit has an unknown kind");
        }
    }
}
