namespace Tidemark.Vectors;

/// <summary>Changes of shape that leave the values alone.</summary>
public static class VectorShapes
{
    /// <summary>The vector itself when it is flat, else its values written out into <paramref name="scratch"/>.</summary>
    /// <param name="vector">Any shape.</param>
    /// <param name="scratch">A builder of the same physical type, reset here; owns the result unless the vector was flat.</param>
    public static Vector Flatten(Vector vector, VectorBuilder scratch)
    {
        if (vector is not (ConstantVector or DictionaryVector)) return vector;
        scratch.Reset();
        scratch.AppendRange(vector, 0, vector.Length);
        return scratch.Build();
    }

    /// <summary>A constant null of a type.</summary>
    public static ConstantVector NullConstant(Types.SqlType type, int length)
    {
        var builder = VectorBuilder.Create(type, 1);
        builder.AppendNull();
        return new ConstantVector(builder.Detach(), length);
    }
}
