using System.Numerics;
using Tidemark.Types;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>= &lt;&gt; &lt; &lt;= &gt; &gt;= for every type, under the names that pg_proc gives them.</summary>
internal static class ComparisonOperators
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        Fixed<bool, BooleanOrdering>(declare, "bool", SqlTypes.Bool);
        Fixed<short, NativeOrdering<short>>(declare, "int2", Int2);
        Fixed<int, NativeOrdering<int>>(declare, "int4", Int4);
        Fixed<long, NativeOrdering<long>>(declare, "int8", Int8);
        Fixed<long, NativeOrdering<long>>(declare, "oid", Oid);
        Transactions(declare);
        Fixed<long, NativeOrdering<long>>(declare, "xid8", Xid8);
        Fixed<float, FloatOrdering<float>>(declare, "float4", Float4);
        Fixed<double, FloatOrdering<double>>(declare, "float8", Float8);
        Fixed<int, NativeOrdering<int>>(declare, "date_", Date);
        Fixed<long, NativeOrdering<long>>(declare, "time_", Time);
        Fixed<long, NativeOrdering<long>>(declare, "timestamp_", Timestamp);
        Fixed<long, NativeOrdering<long>>(declare, "timestamptz_", TimestampTz);
        Fixed<Interval, IntervalOrdering>(declare, "interval_", SqlTypes.Interval);
        Fixed<Uuid, UuidOrdering>(declare, "uuid_", SqlTypes.Uuid);
        Fixed<int, NativeOrdering<int>>(declare, "enum_", AnyEnum);
        Fixed<long, NativeOrdering<long>>(declare, "timetz_", TimeTz);
        Widened<short, int, int, NativeOrdering<int>>(declare, "int24", Int2, Int4);
        Widened<int, short, int, NativeOrdering<int>>(declare, "int42", Int4, Int2);
        Widened<short, long, long, NativeOrdering<long>>(declare, "int28", Int2, Int8);
        Widened<long, short, long, NativeOrdering<long>>(declare, "int82", Int8, Int2);
        Widened<int, long, long, NativeOrdering<long>>(declare, "int48", Int4, Int8);
        Widened<long, int, long, NativeOrdering<long>>(declare, "int84", Int8, Int4);
        Widened<float, double, double, FloatOrdering<double>>(declare, "float48", Float4, Float8);
        Widened<double, float, double, FloatOrdering<double>>(declare, "float84", Float8, Float4);
        Bytes<BytesOrder>(declare, Text, Text, ["texteq", "textne", "text_lt", "text_le", "text_gt", "text_ge"]);
        Bytes<BytesOrder>(declare, SqlTypes.Name, SqlTypes.Name, Names("name", ""));
        Bytes<BytesOrder>(declare, SqlTypes.Name, Text, Names("name", "text"));
        Bytes<BytesOrder>(declare, Text, SqlTypes.Name, Names("text", "name"));
        Bytes<BytesOrder>(declare, Bytea, Bytea, Names("bytea", ""));
        Bytes<BytesOrder>(declare, InternalChar, InternalChar, Names("char", ""));
        Bytes<JsonbOrder>(declare, Jsonb, Jsonb, Names("jsonb_", ""));
        Bytes<ArrayOrder>(declare, AnyArray, AnyArray, Names("array_", ""));
        Bytes<RecordOrder>(declare, Record, Record, Names("record_", ""));
        Bytes<NumericOrder>(declare, SqlTypes.Numeric, SqlTypes.Numeric, Names("numeric_", ""));
        Bytes<BpCharOrder>(declare, BpChar, BpChar, Names("bpchar", ""));
        Patterns<BytesOrder>(declare, Text, "text");
        Patterns<BpCharOrder>(declare, BpChar, "bpchar");
    }

    /// <summary>The six names, in the order = &lt;&gt; &lt; &lt;= &gt; &gt;=.</summary>
    public static string[] Names(string prefix, string suffix) => [.. new[] { "eq", "ne", "lt", "le", "gt", "ge" }.Select(n => prefix + n + suffix)];

    /// <summary>Declares ~&lt;~ and its kin, which compare text by its bytes.</summary>
    public static void Patterns<TOrder>(Declarations declare, SqlType type, string prefix)
        where TOrder : IBytesOrder
    {
        Declare<Less>("lt", "~<~", "~>~", "~>=~");
        Declare<LessOrEqual>("le", "~<=~", "~>=~", "~>~");
        Declare<Greater>("gt", "~>~", "~<~", "~<=~");
        Declare<GreaterOrEqual>("ge", "~>=~", "~<=~", "~<~");

        void Declare<TOp>(string name, string symbol, string commutator, string negator)
            where TOp : IComparison => declare.Operator(
                symbol,
                declare.Function($"{prefix}_pattern_{name}", [type, type], SqlTypes.Bool, new BytesComparisonKernel<TOrder, TOp>()),
                commutator,
                negator);
    }

    /// <summary>Declares the comparisons of a type that is kept as bytes.</summary>
    public static void Bytes<TOrder>(Declarations declare, SqlType left, SqlType right, string[] names)
        where TOrder : IBytesOrder
    {
        Declare<Equal>(names[0], "=", "=", "<>");
        Declare<NotEqual>(names[1], "<>", "<>", "=");
        Declare<Less>(names[2], "<", ">", ">=");
        Declare<LessOrEqual>(names[3], "<=", ">=", ">");
        Declare<Greater>(names[4], ">", "<", "<=");
        Declare<GreaterOrEqual>(names[5], ">=", "<=", "<");

        void Declare<TOp>(string name, string symbol, string commutator, string negator)
            where TOp : IComparison =>
            declare.Operator(symbol, declare.Function(name, [left, right], SqlTypes.Bool, new BytesComparisonKernel<TOrder, TOp>()), commutator, negator);
    }

    private static void Fixed<T, TOrdering>(Declarations declare, string prefix, SqlType type)
        where T : unmanaged
        where TOrdering : IOrdering<T>
    {
        Declare<Equal>("eq", "=", "=", "<>");
        Declare<NotEqual>("ne", "<>", "<>", "=");
        Declare<Less>("lt", "<", ">", ">=");
        Declare<LessOrEqual>("le", "<=", ">=", ">");
        Declare<Greater>("gt", ">", "<", "<=");
        Declare<GreaterOrEqual>("ge", ">=", "<=", "<");

        void Declare<TOp>(string name, string symbol, string commutator, string negator)
            where TOp : IComparison =>
            declare.Operator(symbol, declare.Binary<T, T, bool, Compare<T, TOrdering, TOp>>(prefix + name, type, type, SqlTypes.Bool), commutator, negator);
    }

    // Transaction numbers go round: one is neither before nor after another. They compare with whole numbers, too.
    private static void Transactions(Declarations declare)
    {
        declare.Operator("=", declare.Binary<long, long, bool, Compare<long, NativeOrdering<long>, Equal>>("xideq", Xid, Xid, SqlTypes.Bool), "=", "<>");
        declare.Operator("<>", declare.Binary<long, long, bool, Compare<long, NativeOrdering<long>, NotEqual>>("xidneq", Xid, Xid, SqlTypes.Bool), "<>", "=");
        declare.Operator("=", declare.Binary<long, int, bool, CompareWidened<long, int, long, NativeOrdering<long>, Equal>>("xideqint4", Xid, Int4, SqlTypes.Bool), null, "<>");
        declare.Operator("<>", declare.Binary<long, int, bool, CompareWidened<long, int, long, NativeOrdering<long>, NotEqual>>("xidneqint4", Xid, Int4, SqlTypes.Bool), null, "=");
    }

    private static void Widened<TLeft, TRight, TWide, TOrdering>(Declarations declare, string prefix, SqlType left, SqlType right)
        where TLeft : unmanaged, INumberBase<TLeft>
        where TRight : unmanaged, INumberBase<TRight>
        where TWide : unmanaged, INumberBase<TWide>
        where TOrdering : IOrdering<TWide>
    {
        Declare<Equal>("eq", "=", "=", "<>");
        Declare<NotEqual>("ne", "<>", "<>", "=");
        Declare<Less>("lt", "<", ">", ">=");
        Declare<LessOrEqual>("le", "<=", ">=", ">");
        Declare<Greater>("gt", ">", "<", "<=");
        Declare<GreaterOrEqual>("ge", ">=", "<=", "<");

        void Declare<TOp>(string name, string symbol, string commutator, string negator)
            where TOp : IComparison => declare.Operator(
                symbol,
                declare.Binary<TLeft, TRight, bool, CompareWidened<TLeft, TRight, TWide, TOrdering, TOp>>(prefix + name, left, right, SqlTypes.Bool),
                commutator,
                negator);
    }
}
