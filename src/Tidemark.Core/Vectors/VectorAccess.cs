using System.Runtime.CompilerServices;

namespace Tidemark.Vectors;

/// <summary>
/// One value out of a vector of any shape. For places that touch single rows; loops over a vector switch on its shape first and use the spans.
/// </summary>
public static class VectorAccess
{
    /// <summary>The fixed-width value at a row that is not null.</summary>
    public static T Get<T>(Vector vector, int row)
        where T : unmanaged => vector switch
        {
            FixedVector<T> flat => flat.Values[row],
            ConstantVector constant => ((FixedVector<T>)constant.Value).Values[0],
            DictionaryVector coded => ((FixedVector<T>)coded.Dictionary).Values[coded.Codes[row]],
            _ => throw Mismatch(vector),
        };

    /// <summary>The bytes at a row that is not null.</summary>
    public static ReadOnlySpan<byte> GetBytes(Vector vector, int row) => vector switch
    {
        BytesVector flat => flat[row],
        ConstantVector constant => ((BytesVector)constant.Value)[0],
        DictionaryVector coded => ((BytesVector)coded.Dictionary)[coded.Codes[row]],
        _ => throw Mismatch(vector),
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static InvalidCastException Mismatch(Vector vector) => new($"a vector of {vector.Type} was read as another physical type");
}
