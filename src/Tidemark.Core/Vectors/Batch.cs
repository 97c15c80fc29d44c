namespace Tidemark.Vectors;

/// <summary>
/// Some rows of a relation as columns of equal length, optionally narrowed by a selection. A batch belongs to the stream that produced it and holds
/// until that stream is asked for the next one; who keeps rows longer copies them. <see cref="Column"/> applies the selection lazily, column by column,
/// so that columns nobody reads are never copied.
/// </summary>
public sealed class Batch
{
    /// <summary>How many rows operators aim to put into a batch. A hostile test setting makes it 2.</summary>
    public const int DefaultRows = 2048;

    private Vector[] _columns = [];
    private Vector?[] _dense = [];
    private VectorBuilder?[] _builders = [];
    private int _rawLength;

    /// <summary>An empty batch to be pointed at content with <see cref="Set"/>.</summary>
    public Batch()
    {
    }

    /// <summary>A batch over these columns.</summary>
    public Batch(Vector[] columns, int length) => Set(columns, length, null);

    /// <summary>Rows, after the selection.</summary>
    public int Length => Selection?.Count ?? _rawLength;

    /// <summary>Rows in the columns, before the selection.</summary>
    public int RawLength => _rawLength;

    /// <summary>How many columns there are.</summary>
    public int ColumnCount => _columns.Length;

    /// <summary>The rows that count; null for all.</summary>
    public Selection? Selection { get; private set; }

    /// <summary>The columns before the selection, each <see cref="RawLength"/> long.</summary>
    public ReadOnlySpan<Vector> RawColumns => _columns;

    /// <summary>The columns' array itself, for an operator that passes all of them on.</summary>
    public Vector[] RawColumnArray => _columns;

    /// <summary>Points the batch at other content. Only the owning stream calls it.</summary>
    /// <param name="columns">Each of <paramref name="length"/> rows.</param>
    /// <param name="length">Rows before the selection.</param>
    /// <param name="selection">The rows that count, or null for all.</param>
    public void Set(Vector[] columns, int length, Selection? selection)
    {
        _columns = columns;
        _rawLength = length;
        Selection = selection;
        if (selection is null) return;
        if (_dense.Length < columns.Length)
        {
            _dense = new Vector?[columns.Length];
            Array.Resize(ref _builders, columns.Length);
        }
        else
        {
            Array.Clear(_dense);
        }
    }

    /// <summary>Column <paramref name="index"/> with exactly the selected rows, <see cref="Length"/> long.</summary>
    public Vector Column(int index)
    {
        var raw = _columns[index];
        if (Selection is null) return raw;
        return _dense[index] ??= Gather(index, raw, Selection);
    }

    private Vector Gather(int index, Vector raw, Selection selection)
    {
        switch (raw)
        {
            case ConstantVector constant:
                return new ConstantVector(constant.Value, selection.Count);
            case DictionaryVector coded:
                return GatherCodes(coded, selection.Rows);
        }

        var builder = _builders[index];
        if (builder is null || builder.Type.Physical != raw.Type.Physical || !builder.Type.Equals(raw.Type))
        {
            builder = _builders[index] = VectorBuilder.Create(raw.Type, selection.Count);
        }

        builder.Reset();
        builder.AppendGather(raw, selection.Rows);
        return builder.Build();
    }

    private static DictionaryVector GatherCodes(DictionaryVector source, ReadOnlySpan<int> rows)
    {
        var codes = new int[rows.Length];
        var from = source.Codes;
        for (var i = 0; i < rows.Length; i++) codes[i] = from[rows[i]];
        if (source.Validity.IsAllValid) return new DictionaryVector(source.Dictionary, codes, rows.Length);
        var validity = default(ValidityBuilder);
        for (var i = 0; i < rows.Length; i++)
        {
            if (source.IsNull(rows[i])) validity.SetNull(i, rows.Length);
        }

        return new DictionaryVector(source.Dictionary, codes, rows.Length, validity.View());
    }
}
