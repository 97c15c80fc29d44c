using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Compares single values of a type as SQL's order has them. Not for hot loops: it dispatches by value. One thread at a time.</summary>
internal abstract class ValueOrder
{
    /// <summary>The order of a type.</summary>
    public static ValueOrder Of(SqlType type) => KeyEncoding.BaseOf(type) switch
    {
        { Kind: TypeKind.Numeric or TypeKind.BpChar or TypeKind.Jsonb or TypeKind.Array or TypeKind.Record or TypeKind.Composite } => new EncodedOrder(type),
        { Physical: PhysicalType.Bool } => new FixedOrder<bool, BoolKey>(),
        { Physical: PhysicalType.Int16 } => new FixedOrder<short, Int16Key>(),
        { Physical: PhysicalType.Int32 } => new FixedOrder<int, Int32Key>(),
        { Physical: PhysicalType.Int64 } => new FixedOrder<long, Int64Key>(),
        { Physical: PhysicalType.Float32 } => new FixedOrder<float, Float32Key>(),
        { Physical: PhysicalType.Float64 } => new FixedOrder<double, Float64Key>(),
        { Physical: PhysicalType.Interval } => new ComparableOrder<Interval>(),
        { Physical: PhysicalType.Uuid } => new ComparableOrder<Uuid>(),
        _ => new BytesOrder(),
    };

    /// <summary>Compares two values that are not null.</summary>
    public abstract int Compare(Vector a, int rowA, Vector b, int rowB);

    private sealed class FixedOrder<T, TKey> : ValueOrder
        where T : unmanaged
        where TKey : struct, IFixedKey<T>
    {
        public override int Compare(Vector a, int rowA, Vector b, int rowB) =>
            TKey.ToKey(VectorAccess.Get<T>(a, rowA)).CompareTo(TKey.ToKey(VectorAccess.Get<T>(b, rowB)));
    }

    private sealed class ComparableOrder<T> : ValueOrder
        where T : unmanaged, IComparable<T>
    {
        public override int Compare(Vector a, int rowA, Vector b, int rowB) => VectorAccess.Get<T>(a, rowA).CompareTo(VectorAccess.Get<T>(b, rowB));
    }

    private sealed class BytesOrder : ValueOrder
    {
        public override int Compare(Vector a, int rowA, Vector b, int rowB) => VectorAccess.GetBytes(a, rowA).SequenceCompareTo(VectorAccess.GetBytes(b, rowB));
    }

    private sealed class EncodedOrder(SqlType type) : ValueOrder
    {
        private readonly BytesVectorBuilder _encoded = new(SqlTypes.Bytea);
        private readonly VectorBuilder _flat = VectorBuilder.Create(type);

        public override int Compare(Vector a, int rowA, Vector b, int rowB)
        {
            _encoded.Reset();
            Encode(a, rowA);
            Encode(b, rowB);
            var encoded = (BytesVector)_encoded.Build();
            return encoded[0].SequenceCompareTo(encoded[1]);
        }

        private void Encode(Vector vector, int row)
        {
            _flat.Reset();
            _flat.AppendRow(vector, row);
            KeyEncoding.Write(type, _flat.Build(), 0, _encoded);
            _encoded.EndValue();
        }
    }
}
