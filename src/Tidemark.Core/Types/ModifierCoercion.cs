using Tidemark.Vectors;

namespace Tidemark.Types;

/// <summary>
/// Brings values to a type's modifier: varchar(n), char(n), numeric(p, s), timestamp(p), interval's fields. Used by casts and by stores; text and
/// binary input apply modifiers by themselves.
/// </summary>
public static class ModifierCoercion
{
    /// <summary>Appends the values of a vector, brought to the target's modifier.</summary>
    /// <param name="source">Values of the target's type without its modifier, or of another string type for varchar, char(n) and name; any shape.</param>
    /// <param name="target">The type with the modifier.</param>
    /// <param name="isExplicit">Whether a cast asks for it: then strings that are too long are cut without an error.</param>
    /// <param name="builder">Receives the values. On an error it holds the values before the one at fault.</param>
    /// <exception cref="Errors.SqlException">22001, 22003.</exception>
    public static void Apply(Vector source, SqlType target, bool isExplicit, VectorBuilder builder)
    {
        var needed = target.Modifier >= 0 || target.Kind is TypeKind.Name or TypeKind.InternalChar;
        switch (target.Kind)
        {
            case TypeKind.Varchar or TypeKind.BpChar or TypeKind.Name or TypeKind.InternalChar when needed:
                Strings(source, target, isExplicit, (BytesVectorBuilder)builder);
                break;
            case TypeKind.Numeric when TypeModifiers.NumericOf(target) is var (precision, scale):
                Numerics(source, precision, scale, (BytesVectorBuilder)builder);
                break;
            case TypeKind.Time or TypeKind.Timestamp or TypeKind.TimestampTz when needed:
                Times(source, target.Modifier, (FixedVectorBuilder<long>)builder);
                break;
            case TypeKind.TimeTz when needed:
                ZonedTimes(source, target.Modifier, (FixedVectorBuilder<long>)builder);
                break;
            case TypeKind.Interval when needed:
                Intervals(source, target.Modifier, (FixedVectorBuilder<Interval>)builder);
                break;
            case TypeKind.Array when needed:
                Arrays(source, target, isExplicit, (BytesVectorBuilder)builder);
                break;
            default:
                builder.AppendRange(source, 0, source.Length);
                break;
        }
    }

    private static void Strings(Vector source, SqlType target, bool isExplicit, BytesVectorBuilder builder)
    {
        for (var row = 0; row < source.Length; row++)
        {
            if (source.IsNull(row)) builder.AppendNull();
            else StringModifier.Append(VectorAccess.GetBytes(source, row), target, isExplicit, builder);
        }
    }

    private static void Numerics(Vector source, int precision, int scale, BytesVectorBuilder builder)
    {
        for (var row = 0; row < source.Length; row++)
        {
            if (source.IsNull(row)) builder.AppendNull();
            else Numeric.ToModifier(Numeric.Unpack(VectorAccess.GetBytes(source, row)), precision, scale).Pack(builder);
        }
    }

    private static void Times(Vector source, int precision, FixedVectorBuilder<long> builder)
    {
        var first = builder.Length;
        builder.AppendRange(source, 0, source.Length);
        foreach (ref var value in builder.Values[first..]) value = FractionalSeconds.RoundTimestamp(value, precision);
    }

    private static void ZonedTimes(Vector source, int precision, FixedVectorBuilder<long> builder)
    {
        var first = builder.Length;
        builder.AppendRange(source, 0, source.Length);
        foreach (ref var value in builder.Values[first..]) value = new ZonedTime(value).Round(precision).Packed;
    }

    private static void Intervals(Vector source, int modifier, FixedVectorBuilder<Interval> builder)
    {
        var first = builder.Length;
        builder.AppendRange(source, 0, source.Length);
        foreach (ref var value in builder.Values[first..]) value = IntervalArithmetic.ToModifier(value, modifier);
    }

    private static void Arrays(Vector source, SqlType target, bool isExplicit, BytesVectorBuilder builder)
    {
        var element = target.Element!.WithModifier(target.Modifier);
        var before = new ArrayBuilder(target.Element.WithModifier(-1));
        var after = new ArrayBuilder(element);
        var dimensions = new ArrayDimension[ArrayReader.MaxDimensions];
        for (var row = 0; row < source.Length; row++)
        {
            if (source.IsNull(row))
            {
                builder.AppendNull();
                continue;
            }

            var array = new ArrayReader(VectorAccess.GetBytes(source, row));
            for (var i = 0; i < array.Dimensions; i++) dimensions[i] = array[i];
            before.Elements.Reset();
            before.Append(array.Data);
            after.Elements.Reset();
            Apply(before.Elements.Build(), element, isExplicit, after.Elements);
            after.Write(dimensions.AsSpan(0, array.Dimensions), builder);
        }
    }
}
