using System.Text;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Binding;

/// <summary>Makes constants whose values need no reading.</summary>
internal static class Constants
{
    /// <summary>NULL of a type.</summary>
    public static BoundConstant Null(SqlType type)
    {
        var builder = VectorBuilder.Create(type, 1);
        builder.AppendNull();
        return new BoundConstant(type, builder.Detach());
    }

    /// <summary>A boolean.</summary>
    public static BoundConstant Bool(bool value) => new(SqlTypes.Bool, new FixedVector<bool>(SqlTypes.Bool, [value], 1));

    /// <summary>An int4.</summary>
    public static BoundConstant Int4(int value) => new(SqlTypes.Int4, new FixedVector<int>(SqlTypes.Int4, [value], 1));

    /// <summary>An int8.</summary>
    public static BoundConstant Int8(long value) => new(SqlTypes.Int8, new FixedVector<long>(SqlTypes.Int8, [value], 1));

    /// <summary>A value that lies as a long: int8, oid and the types that name catalog objects.</summary>
    public static BoundConstant Long(SqlType type, long value) => new(type, new FixedVector<long>(type, [value], 1));

    /// <summary>A value of a type that lies as UTF-8 text.</summary>
    public static BoundConstant Text(SqlType type, string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        return new BoundConstant(type, new BytesVector(type, [0, bytes.Length], bytes, 1));
    }

    /// <summary>The text of a constant that lies as UTF-8.</summary>
    public static string TextOf(BoundConstant constant) => Encoding.UTF8.GetString(VectorAccess.GetBytes(constant.Value, 0));
}
