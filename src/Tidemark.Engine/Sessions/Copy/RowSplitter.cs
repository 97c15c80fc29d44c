using System.Text;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Copy;

/// <summary>Finds the rows and fields in COPY's data. Keeps count of lines from call to call.</summary>
internal abstract class RowSplitter
{
    /// <summary>The line that the next row begins on, from 1; of binary data the row.</summary>
    public long Line { get; protected set; } = 1;

    /// <summary>Whether the data said itself that it ends: what follows is not looked at.</summary>
    public bool IsAtEnd { get; protected set; }

    /// <summary>
    /// Splits complete rows from the beginning of <paramref name="data"/> until the table is full or none is left. Escapes are undone in place.
    /// </summary>
    /// <param name="data">What has come and is not consumed.</param>
    /// <param name="isLast">Whether nothing follows, so that a row may end without a line end.</param>
    /// <param name="table">Gets the fields, as ranges of <paramref name="data"/>.</param>
    /// <returns>How many bytes the rows took.</returns>
    public abstract int Split(Span<byte> data, bool isLast, FieldTable table);

    /// <summary>Demands that a header line has the names of the columns.</summary>
    /// <param name="names">What it has, null for NULL.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="options">The data's form.</param>
    protected static void CheckHeader(List<string?> names, IReadOnlyList<string> columns, CopyOptions options)
    {
        if (names.Count != columns.Count) throw CopyErrors.HeaderCount(names.Count, columns.Count);
        for (var i = 0; i < columns.Count; i++)
        {
            if (names[i] is not { } name) throw CopyErrors.HeaderNull(i + 1, Encoding.UTF8.GetString(options.Null), columns[i]);
            if (name != columns[i]) throw CopyErrors.HeaderMismatch(i + 1, name, columns[i]);
        }
    }
}
