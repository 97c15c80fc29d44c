using System.Text;
using Tidemark.Engine.Catalog.Partitioning;
using Tidemark.Types;
using Tidemark.Vectors;
using Interval = Tidemark.Types.Interval;

namespace Tidemark.Engine.TimeSeries.ContinuousAggregates;

/// <summary>Times and intervals as text.</summary>
internal static class RollupText
{
    /// <summary>A time in the units of chunk slices as text of a type, in ISO form and UTC.</summary>
    public static string Of(long time, SqlType type) => Of(ChunkSlicing.ValueOf(time, type));

    /// <summary>An interval in PostgreSQL's form.</summary>
    public static string Of(Interval interval)
    {
        var value = (FixedVectorBuilder<Interval>)VectorBuilder.Create(SqlTypes.Interval, 1);
        value.Append(interval);
        return Of(value.Build());
    }

    private static string Of(Vector value)
    {
        var text = new BytesVectorBuilder(SqlTypes.Text, 1);
        TypeCodec.For(value.Type).FormatText(value, text, FormatSettings.Default);
        return Encoding.UTF8.GetString(((BytesVector)text.Build())[0]);
    }
}
