using System.Runtime.CompilerServices;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>A boolean vector of any shape as three-valued truth, read without a dispatch per row.</summary>
internal readonly ref struct BooleanValues
{
    private readonly ReadOnlySpan<bool> _values;
    private readonly ReadOnlySpan<int> _codes;
    private readonly Validity _validity;
    private readonly int _mask;

    public BooleanValues(Vector vector)
    {
        _validity = vector.Validity;
        _mask = -1;
        switch (vector)
        {
            case FixedVector<bool> flat:
                _values = flat.Values;
                break;
            case ConstantVector constant:
                _values = ((FixedVector<bool>)constant.Value).Values;
                _mask = 0;
                break;
            case DictionaryVector coded:
                _values = ((FixedVector<bool>)coded.Dictionary).Values;
                _codes = coded.Codes;
                break;
        }
    }

    /// <summary>Whether the row is null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNull(int row) => !_validity.IsValid(row);

    /// <summary>The value of a row that is not null.</summary>
    public bool this[int row]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _values[_codes.IsEmpty ? row & _mask : _codes[row]];
    }

    /// <summary>Whether the row is true, neither false nor null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsTrue(int row) => !IsNull(row) && this[row];
}
