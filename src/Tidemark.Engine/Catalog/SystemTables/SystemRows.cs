using System.Text;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Catalog.SystemTables;

/// <summary>Takes the rows of a system relation, value by value in the order of its columns. Each value must fit its column's physical type.</summary>
internal sealed class SystemRows(VectorBuilder[] columns)
{
    private int _next;

    /// <summary>A whole number: for int2, int4, int8 and oid columns alike.</summary>
    public SystemRows Add(long value)
    {
        switch (Take())
        {
            case FixedVectorBuilder<long> column: column.Append(value); break;
            case FixedVectorBuilder<int> column: column.Append((int)value); break;
            case FixedVectorBuilder<short> column: column.Append((short)value); break;
            case FixedVectorBuilder<float> column: column.Append(value); break;
            case var column: throw new InvalidCastException($"a number was added to a column of type {column.Type}");
        }

        return this;
    }

    /// <summary>A truth value.</summary>
    public SystemRows Add(bool value)
    {
        ((FixedVectorBuilder<bool>)Take()).Append(value);
        return this;
    }

    /// <summary>A text; null for NULL.</summary>
    public SystemRows Add(string? value)
    {
        var column = Take();
        if (value is null) column.AppendNull();
        else if (column.Type.IsArray || column.Type.Kind == TypeKind.Jsonb) TypeCodec.For(column.Type).ParseText(Encoding.UTF8.GetBytes(value), column, FormatSettings.Default);
        else ((BytesVectorBuilder)column).Append(Encoding.UTF8.GetBytes(value));
        return this;
    }

    /// <summary>A character of type "char".</summary>
    public SystemRows Add(char value) => Add(value == '\0' ? "" : value.ToString());

    /// <summary>An interval.</summary>
    public SystemRows Add(Interval value)
    {
        ((FixedVectorBuilder<Interval>)Take()).Append(value);
        return this;
    }

    /// <summary>NULL.</summary>
    public SystemRows Null()
    {
        Take().AppendNull();
        return this;
    }

    /// <summary>NULL so many times.</summary>
    public SystemRows Null(int count)
    {
        for (var i = 0; i < count; i++) Take().AppendNull();
        return this;
    }

    /// <summary>Numbers as an array (int2vector, oidvector and int2[] columns).</summary>
    public SystemRows Add(IEnumerable<int> values) => Add(values.Select(v => (long)v));

    /// <summary>Numbers as an array.</summary>
    public SystemRows Add(IEnumerable<long> values) => Add(columns[_next].Type.IsNumberVector ? string.Join(' ', values) : $"{{{string.Join(',', values)}}}");

    /// <summary>The row is complete.</summary>
    public void End()
    {
        if (_next != columns.Length) throw new InvalidOperationException($"a row of {columns.Length} columns got {_next} values");
        _next = 0;
    }

    private VectorBuilder Take() => columns[_next++];
}
