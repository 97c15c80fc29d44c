using Tidemark.Errors;

namespace Tidemark.Storage;

/// <summary>Where segments find their files and their memory.</summary>
internal sealed record SegmentSource(IFileSystem Files, string Directory, BlockCache Cache);

/// <summary>
/// A segment on disk. The file is opened and its footer read when first needed. Thread-safe.
/// </summary>
internal sealed class SegmentUnit(SegmentMeta meta, SegmentSource source) : Unit(meta.UnitId, meta.Layout)
{
    private readonly Lock _gate = new();
    private Content? _content;
    private IFile? _file;
    private bool _isRemoved;

    public SegmentMeta Meta { get; } = meta;

    public BlockCache Cache => source.Cache;

    /// <summary>Whether the file has no name any more.</summary>
    public bool IsRemoved => Volatile.Read(ref _isRemoved);

    public string Path { get; } = System.IO.Path.Combine(source.Directory, SegmentFormat.FileName(meta.UnitId));

    /// <summary>The column at a place of <see cref="Unit.Layout"/>.</summary>
    public SegmentColumn Column(int index) => (Volatile.Read(ref _content) ?? Open()).Columns[index];

    /// <summary>The filters that it was written with.</summary>
    public ReadOnlySpan<SegmentFilter> Filters => (Volatile.Read(ref _content) ?? Open()).Filters;

    /// <summary>The filter of a key, its columns in this order; null when there is none.</summary>
    public SegmentFilter? FindFilter(ReadOnlySpan<int> columnIds)
    {
        foreach (var filter in Filters)
        {
            if (filter.ColumnIds.AsSpan().SequenceEqual(columnIds)) return filter;
        }

        return null;
    }

    /// <summary>Reads exactly <paramref name="buffer"/>.Length bytes.</summary>
    public void Read(long offset, Span<byte> buffer)
    {
        int count;
        try
        {
            count = File().Read(offset, buffer);
        }
        catch (IOException error)
        {
            throw StorageErrors.InputOutput("could not read", Path, error);
        }

        if (count < buffer.Length) throw StorageErrors.Damaged(Path, offset, "the file ends too early");
    }

    /// <summary>Bytes of the file.</summary>
    public long FileLength() => File().Length;

    /// <summary>
    /// Removes the file, which no root that is to come names. Readers of older roots go on: the handle is opened first, and keeps the content until nobody needs it.
    /// </summary>
    public void Remove()
    {
        var isHeld = true;
        try
        {
            File();
        }
        catch (SqlException error)
        {
            // What cannot be opened now keeps its name for the readers of older roots, and goes when the database is opened next.
            isHeld = error.State == SqlState.DataCorrupted;
        }

        Volatile.Write(ref _isRemoved, true);
        foreach (var column in _content?.Columns ?? []) column.TryUnload();
        foreach (var filter in _content?.Filters ?? []) filter.TryUnload();
        if (!isHeld) return;
        try
        {
            source.Files.Delete(Path);
        }
        catch (IOException)
        {
            // The file is named by nobody: it goes when the database is opened next.
        }
    }

    /// <summary>Closes the file; it is opened again when needed.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    private IFile File()
    {
        if (Volatile.Read(ref _file) is { } open) return open;
        lock (_gate)
        {
            if (_file is not null) return _file;
            try
            {
                var file = source.Files.Open(Path, FileOpening.Read);
                Volatile.Write(ref _file, file);
                return file;
            }
            catch (FileNotFoundException)
            {
                throw StorageErrors.Missing(Path);
            }
            catch (IOException error)
            {
                throw StorageErrors.InputOutput("could not open", Path, error);
            }
        }
    }

    private Content Open()
    {
        SegmentFile.CheckHeader(this);
        var footer = new byte[Meta.FooterLength];
        Read(Meta.FooterOffset, footer);
        if (Crc32C.Compute(footer, SegmentFormat.Seed(Id, -1, -1)) != Meta.FooterChecksum) throw StorageErrors.Damaged(Path, Meta.FooterOffset, "footer checksum does not match");
        try
        {
            var (columns, filters) = SegmentFile.ReadFooter(this, footer);
            var content = new Content(columns, filters);
            Volatile.Write(ref _content, content);
            return content;
        }
        catch (InvalidDataException error)
        {
            throw StorageErrors.Damaged(Path, Meta.FooterOffset, error.Message, error);
        }
    }

    /// <summary>What the footer says.</summary>
    private sealed record Content(SegmentColumn[] Columns, SegmentFilter[] Filters);
}
