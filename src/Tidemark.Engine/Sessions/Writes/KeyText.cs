using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.SystemTables;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Writes;

/// <summary>Keys in the details of errors.</summary>
internal static class KeyText
{
    /// <summary>Such as <c>Key (id)=(1)</c>.</summary>
    public static string Of(Catalog.Index index, Table table, ReadOnlySpan<Vector> keys, int row, SessionContext session)
    {
        var names = string.Join(", ", index.Keys.Select(k => IndexDefinition.Element(k, table)));
        var values = new string[keys.Length];
        for (var i = 0; i < values.Length; i++) values[i] = Value(keys[i], row, session);
        return $"Key ({names})=({string.Join(", ", values)})";
    }

    /// <summary>A value in text form.</summary>
    public static string Value(Vector key, int row, SessionContext session)
    {
        if (key.IsNull(row)) return "null";
        var text = new BytesVectorBuilder(SqlTypes.Text, 1);
        TypeCodec.For(key.Type).FormatText(key.Slice(row, 1), text, session.Format);
        return Encoding.UTF8.GetString(((BytesVector)text.Build())[0]);
    }
}
