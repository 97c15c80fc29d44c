using Tidemark.Types;

namespace Tidemark.Engine.Sessions.Copy;

/// <summary>Where the fields of some rows lie in a buffer, column by column, so that each column is parsed in one go.</summary>
internal sealed class FieldTable
{
    private readonly FieldRange[][] _columns;
    private readonly long[] _lines;

    public FieldTable(int columns, int capacity)
    {
        _columns = new FieldRange[columns][];
        for (var i = 0; i < columns; i++) _columns[i] = new FieldRange[capacity];
        _lines = new long[capacity];
        Capacity = capacity;
    }

    /// <summary>Rows there is room for.</summary>
    public int Capacity { get; }

    /// <summary>Columns.</summary>
    public int ColumnCount => _columns.Length;

    /// <summary>Complete rows.</summary>
    public int Rows { get; private set; }

    /// <summary>Whether no further row fits.</summary>
    public bool IsFull => Rows == Capacity;

    /// <summary>The fields of a column, one a complete row.</summary>
    public ReadOnlySpan<FieldRange> Column(int column) => _columns[column].AsSpan(0, Rows);

    /// <summary>The line that a row begins on, from 1.</summary>
    public long LineOf(int row) => _lines[row];

    /// <summary>Sets a field of the row under construction.</summary>
    public void Set(int column, FieldRange field) => _columns[column][Rows] = field;

    /// <summary>The row under construction is complete.</summary>
    public void EndRow(long line) => _lines[Rows++] = line;

    /// <summary>Forgets all rows.</summary>
    public void Clear() => Rows = 0;
}
