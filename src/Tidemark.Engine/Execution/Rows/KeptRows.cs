using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Rows that are kept to be read, perhaps several times, in the order they came: in memory, or in a file where they are too many. One thread adds; then any number reads.</summary>
internal sealed class KeptRows(ImmutableArray<OutputColumn> columns, QueryContext context) : IDisposable
{
    private MaterializedRows _rows = new(columns);
    private MemoryShare _memory = new(context.Memory);
    private SpillFile? _file;

    /// <summary>Bytes of memory held at most, and bytes on disk.</summary>
    public (long Memory, long Disk) Usage => (_memory.Peak, _file?.Bytes ?? 0);

    /// <summary>Whether some rows are on disk.</summary>
    public bool IsOnDisk => _file is not null;

    /// <summary>The rows in memory: all of them, or those that were not written yet.</summary>
    public MaterializedRows InMemory => _rows;

    /// <summary>Copies everything that a stream gives, and disposes it.</summary>
    public static KeptRows Drain(BatchStream stream, ImmutableArray<OutputColumn> columns, QueryContext context)
    {
        using (stream)
        {
            var kept = new KeptRows(columns, context);
            try
            {
                while (stream.Next() is { } batch) kept.Add(batch);
            }
            catch
            {
                kept.Dispose();
                throw;
            }

            return kept;
        }
    }

    /// <summary>Copies a batch's rows.</summary>
    public void Add(Batch batch)
    {
        _rows.Add(batch);
        if (_file is null ? context.Fits(ref _memory, _rows.ByteSize) : _rows.Count < Batch.DefaultRows) return;
        _file ??= new SpillFile(context.Temporary!, [.. columns.Select(c => c.Type)]);
        using (var rows = new MaterializedStream(_rows, Batch.DefaultRows))
        {
            while (rows.Next() is { } part) _file.Write(part.RawColumns, part.Length);
        }

        _rows = new MaterializedRows(columns);
        _memory.Dispose();
    }

    /// <summary>The rows from the first on.</summary>
    public BatchStream Read()
    {
        var rest = new MaterializedStream(_rows, context.BatchRows);
        return _file is null ? rest : new ConcatenatedStream(_file.Read(context), rest);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _memory.Dispose();
        _file?.Dispose();
    }

    private sealed class ConcatenatedStream(BatchStream first, BatchStream second) : BatchStream
    {
        public override Batch? Next() => first.Next() ?? second.Next();

        protected override void Close()
        {
            first.Dispose();
            second.Dispose();
        }
    }
}
