using Tidemark.Engine.Planning;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Integers as values of a column of integers of another width.</summary>
internal static class IntegerFit
{
    /// <summary>What a comparison with a value beyond the type's range says of every value of the type; null for a value within it.</summary>
    public static bool? Outside(Vector value, SqlType type, ScanConditionKind kind)
    {
        var number = Read(value, 0);
        var (min, max) = RangeOf(type);
        if (number > max) return kind is ScanConditionKind.Less or ScanConditionKind.LessOrEqual;
        if (number < min) return kind is ScanConditionKind.Greater or ScanConditionKind.GreaterOrEqual;
        return null;
    }

    /// <summary>The values that the type has, those beyond its range left out.</summary>
    /// <param name="values">Integers of any width, none null.</param>
    /// <param name="type">The type.</param>
    public static Vector Members(Vector values, SqlType type)
    {
        var (min, max) = RangeOf(type);
        var builder = VectorBuilder.Create(type, values.Length);
        for (var row = 0; row < values.Length; row++)
        {
            var number = Read(values, row);
            if (number < min || number > max) continue;
            switch (builder)
            {
                case FixedVectorBuilder<short> b: b.Append((short)number); break;
                case FixedVectorBuilder<int> b: b.Append((int)number); break;
                case FixedVectorBuilder<long> b: b.Append(number); break;
            }
        }

        return builder.Detach();
    }

    private static (long Min, long Max) RangeOf(SqlType type) => type.Physical switch
    {
        PhysicalType.Int16 => (short.MinValue, short.MaxValue),
        PhysicalType.Int32 => (int.MinValue, int.MaxValue),
        _ => (long.MinValue, long.MaxValue),
    };

    private static long Read(Vector values, int row) => values.Type.Physical switch
    {
        PhysicalType.Int16 => VectorAccess.Get<short>(values, row),
        PhysicalType.Int32 => VectorAccess.Get<int>(values, row),
        _ => VectorAccess.Get<long>(values, row),
    };
}
