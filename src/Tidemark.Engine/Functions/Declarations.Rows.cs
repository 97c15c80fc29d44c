using Tidemark.Engine.Catalog;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <content>Strict functions written as a lambda over one row's values: <c>Map</c> returns the result, <c>Write</c> writes its bytes.</content>
internal sealed partial class Declarations
{
    /// <summary>Declares a function of the arguments and the session.</summary>
    public ScalarFunction Map<R>(string name, ReadOnlySpan<SqlType> parameters, SqlType result, Func<FunctionContext, R> function, Volatility volatility = Volatility.Immutable) =>
        Function(name, parameters, result, new RowKernel<R>(function) { IsPerRow = volatility == Volatility.Volatile }, volatility);

    /// <summary>Declares a function of a time that moves it no further than is known.</summary>
    public ScalarFunction Near<A, R>(string name, SqlType parameter, SqlType result, Reach reach, Func<A, FunctionContext, R> function, Volatility volatility = Volatility.Immutable)
        where A : allows ref struct =>
        Function(name, [parameter], result, new NearKernel(new RowKernel<A, R>(function), 0, parameter, reach), volatility);

    /// <summary>Declares a function of two arguments, of which it moves one, a time, no further than is known.</summary>
    public ScalarFunction Near<A, B, R>(string name, ReadOnlySpan<SqlType> parameters, SqlType result, int place, Reach reach, Func<A, B, FunctionContext, R> function, Volatility volatility = Volatility.Immutable)
        where A : allows ref struct
        where B : allows ref struct =>
        Function(name, parameters, result, new NearKernel(new RowKernel<A, B, R>(function), place, parameters[place], reach), volatility);

    /// <summary>Declares a function of the arguments.</summary>
    public ScalarFunction Map<A, R>(string name, ReadOnlySpan<SqlType> parameters, SqlType result, Func<A, R> function, Volatility volatility = Volatility.Immutable)
        where A : allows ref struct =>
        Map<A, R>(name, parameters, result, (a, _) => function(a), volatility);

    /// <summary>Declares a function of the arguments and the session.</summary>
    public ScalarFunction Map<A, R>(string name, ReadOnlySpan<SqlType> parameters, SqlType result, Func<A, FunctionContext, R> function, Volatility volatility = Volatility.Immutable)
        where A : allows ref struct =>
        Function(name, parameters, result, new RowKernel<A, R>(function) { IsPerRow = volatility == Volatility.Volatile }, volatility);

    /// <summary>Declares a function of the arguments.</summary>
    public ScalarFunction Map<A, B, R>(string name, ReadOnlySpan<SqlType> parameters, SqlType result, Func<A, B, R> function, Volatility volatility = Volatility.Immutable)
        where A : allows ref struct
        where B : allows ref struct =>
        Map<A, B, R>(name, parameters, result, (a, b, _) => function(a, b), volatility);

    /// <summary>Declares a function of the arguments and the session.</summary>
    public ScalarFunction Map<A, B, R>(string name, ReadOnlySpan<SqlType> parameters, SqlType result, Func<A, B, FunctionContext, R> function, Volatility volatility = Volatility.Immutable)
        where A : allows ref struct
        where B : allows ref struct =>
        Function(name, parameters, result, new RowKernel<A, B, R>(function) { IsPerRow = volatility == Volatility.Volatile }, volatility);

    /// <summary>Declares a function of the arguments.</summary>
    public ScalarFunction Map<A, B, C, R>(string name, ReadOnlySpan<SqlType> parameters, SqlType result, Func<A, B, C, R> function, Volatility volatility = Volatility.Immutable)
        where A : allows ref struct
        where B : allows ref struct
        where C : allows ref struct =>
        Map<A, B, C, R>(name, parameters, result, (a, b, c, _) => function(a, b, c), volatility);

    /// <summary>Declares a function of the arguments and the session.</summary>
    public ScalarFunction Map<A, B, C, R>(string name, ReadOnlySpan<SqlType> parameters, SqlType result, Func<A, B, C, FunctionContext, R> function, Volatility volatility = Volatility.Immutable)
        where A : allows ref struct
        where B : allows ref struct
        where C : allows ref struct =>
        Function(name, parameters, result, new RowKernel<A, B, C, R>(function) { IsPerRow = volatility == Volatility.Volatile }, volatility);

    /// <summary>Declares a function of the arguments.</summary>
    public ScalarFunction Map<A, B, C, D, R>(string name, ReadOnlySpan<SqlType> parameters, SqlType result, Func<A, B, C, D, R> function, Volatility volatility = Volatility.Immutable)
        where A : allows ref struct
        where B : allows ref struct
        where C : allows ref struct
        where D : allows ref struct =>
        Map<A, B, C, D, R>(name, parameters, result, (a, b, c, d, _) => function(a, b, c, d), volatility);

    /// <summary>Declares a function of the arguments and the session.</summary>
    public ScalarFunction Map<A, B, C, D, R>(string name, ReadOnlySpan<SqlType> parameters, SqlType result, Func<A, B, C, D, FunctionContext, R> function, Volatility volatility = Volatility.Immutable)
        where A : allows ref struct
        where B : allows ref struct
        where C : allows ref struct
        where D : allows ref struct =>
        Function(name, parameters, result, new RowKernel<A, B, C, D, R>(function) { IsPerRow = volatility == Volatility.Volatile }, volatility);

    /// <summary>Declares a function of the arguments.</summary>
    public ScalarFunction Map<A, B, C, D, E, R>(string name, ReadOnlySpan<SqlType> parameters, SqlType result, Func<A, B, C, D, E, R> function, Volatility volatility = Volatility.Immutable)
        where A : allows ref struct
        where B : allows ref struct
        where C : allows ref struct
        where D : allows ref struct
        where E : allows ref struct =>
        Map<A, B, C, D, E, R>(name, parameters, result, (a, b, c, d, e, _) => function(a, b, c, d, e), volatility);

    /// <summary>Declares a function of the arguments and the session.</summary>
    public ScalarFunction Map<A, B, C, D, E, R>(string name, ReadOnlySpan<SqlType> parameters, SqlType result, Func<A, B, C, D, E, FunctionContext, R> function, Volatility volatility = Volatility.Immutable)
        where A : allows ref struct
        where B : allows ref struct
        where C : allows ref struct
        where D : allows ref struct
        where E : allows ref struct =>
        Function(name, parameters, result, new RowKernel<A, B, C, D, E, R>(function) { IsPerRow = volatility == Volatility.Volatile }, volatility);

    /// <summary>Declares a function of the arguments.</summary>
    public ScalarFunction Map<A, B, C, D, E, F, R>(string name, ReadOnlySpan<SqlType> parameters, SqlType result, Func<A, B, C, D, E, F, R> function, Volatility volatility = Volatility.Immutable)
        where A : allows ref struct
        where B : allows ref struct
        where C : allows ref struct
        where D : allows ref struct
        where E : allows ref struct
        where F : allows ref struct =>
        Map<A, B, C, D, E, F, R>(name, parameters, result, (a, b, c, d, e, f, _) => function(a, b, c, d, e, f), volatility);

    /// <summary>Declares a function of the arguments and the session.</summary>
    public ScalarFunction Map<A, B, C, D, E, F, R>(string name, ReadOnlySpan<SqlType> parameters, SqlType result, Func<A, B, C, D, E, F, FunctionContext, R> function, Volatility volatility = Volatility.Immutable)
        where A : allows ref struct
        where B : allows ref struct
        where C : allows ref struct
        where D : allows ref struct
        where E : allows ref struct
        where F : allows ref struct =>
        Function(name, parameters, result, new RowKernel<A, B, C, D, E, F, R>(function) { IsPerRow = volatility == Volatility.Volatile }, volatility);

    /// <summary>Declares a function of the arguments.</summary>
    public ScalarFunction Map<A, B, C, D, E, F, G, R>(string name, ReadOnlySpan<SqlType> parameters, SqlType result, Func<A, B, C, D, E, F, G, R> function, Volatility volatility = Volatility.Immutable)
        where A : allows ref struct
        where B : allows ref struct
        where C : allows ref struct
        where D : allows ref struct
        where E : allows ref struct
        where F : allows ref struct
        where G : allows ref struct =>
        Map<A, B, C, D, E, F, G, R>(name, parameters, result, (a, b, c, d, e, f, g, _) => function(a, b, c, d, e, f, g), volatility);

    /// <summary>Declares a function of the arguments and the session.</summary>
    public ScalarFunction Map<A, B, C, D, E, F, G, R>(string name, ReadOnlySpan<SqlType> parameters, SqlType result, Func<A, B, C, D, E, F, G, FunctionContext, R> function, Volatility volatility = Volatility.Immutable)
        where A : allows ref struct
        where B : allows ref struct
        where C : allows ref struct
        where D : allows ref struct
        where E : allows ref struct
        where F : allows ref struct
        where G : allows ref struct =>
        Function(name, parameters, result, new RowKernel<A, B, C, D, E, F, G, R>(function) { IsPerRow = volatility == Volatility.Volatile }, volatility);

    /// <summary>Declares a function that writes its result.</summary>
    public ScalarFunction Write<A>(string name, ReadOnlySpan<SqlType> parameters, SqlType result, Action<A, BytesVectorBuilder> function, Volatility volatility = Volatility.Immutable)
        where A : allows ref struct =>
        Write<A>(name, parameters, result, (a, builder, _) => function(a, builder), volatility);

    /// <summary>Declares a function that writes its result, knowing the session.</summary>
    public ScalarFunction Write<A>(string name, ReadOnlySpan<SqlType> parameters, SqlType result, Action<A, BytesVectorBuilder, FunctionContext> function, Volatility volatility = Volatility.Immutable)
        where A : allows ref struct =>
        Function(name, parameters, result, new WritingKernel<A>(function) { IsPerRow = volatility == Volatility.Volatile }, volatility);

    /// <summary>Declares a function that writes its result.</summary>
    public ScalarFunction Write<A, B>(string name, ReadOnlySpan<SqlType> parameters, SqlType result, Action<A, B, BytesVectorBuilder> function, Volatility volatility = Volatility.Immutable)
        where A : allows ref struct
        where B : allows ref struct =>
        Write<A, B>(name, parameters, result, (a, b, builder, _) => function(a, b, builder), volatility);

    /// <summary>Declares a function that writes its result, knowing the session.</summary>
    public ScalarFunction Write<A, B>(string name, ReadOnlySpan<SqlType> parameters, SqlType result, Action<A, B, BytesVectorBuilder, FunctionContext> function, Volatility volatility = Volatility.Immutable)
        where A : allows ref struct
        where B : allows ref struct =>
        Function(name, parameters, result, new WritingKernel<A, B>(function) { IsPerRow = volatility == Volatility.Volatile }, volatility);

    /// <summary>Declares a function that writes its result.</summary>
    public ScalarFunction Write<A, B, C>(string name, ReadOnlySpan<SqlType> parameters, SqlType result, Action<A, B, C, BytesVectorBuilder> function, Volatility volatility = Volatility.Immutable)
        where A : allows ref struct
        where B : allows ref struct
        where C : allows ref struct =>
        Write<A, B, C>(name, parameters, result, (a, b, c, builder, _) => function(a, b, c, builder), volatility);

    /// <summary>Declares a function that writes its result, knowing the session.</summary>
    public ScalarFunction Write<A, B, C>(string name, ReadOnlySpan<SqlType> parameters, SqlType result, Action<A, B, C, BytesVectorBuilder, FunctionContext> function, Volatility volatility = Volatility.Immutable)
        where A : allows ref struct
        where B : allows ref struct
        where C : allows ref struct =>
        Function(name, parameters, result, new WritingKernel<A, B, C>(function) { IsPerRow = volatility == Volatility.Volatile }, volatility);

    /// <summary>Declares a function that writes its result.</summary>
    public ScalarFunction Write<A, B, C, D>(string name, ReadOnlySpan<SqlType> parameters, SqlType result, Action<A, B, C, D, BytesVectorBuilder> function, Volatility volatility = Volatility.Immutable)
        where A : allows ref struct
        where B : allows ref struct
        where C : allows ref struct
        where D : allows ref struct =>
        Write<A, B, C, D>(name, parameters, result, (a, b, c, d, builder, _) => function(a, b, c, d, builder), volatility);

    /// <summary>Declares a function that writes its result, knowing the session.</summary>
    public ScalarFunction Write<A, B, C, D>(string name, ReadOnlySpan<SqlType> parameters, SqlType result, Action<A, B, C, D, BytesVectorBuilder, FunctionContext> function, Volatility volatility = Volatility.Immutable)
        where A : allows ref struct
        where B : allows ref struct
        where C : allows ref struct
        where D : allows ref struct =>
        Function(name, parameters, result, new WritingKernel<A, B, C, D>(function) { IsPerRow = volatility == Volatility.Volatile }, volatility);

    /// <summary>Declares a function that writes its result.</summary>
    public ScalarFunction Write<A, B, C, D, E>(string name, ReadOnlySpan<SqlType> parameters, SqlType result, Action<A, B, C, D, E, BytesVectorBuilder> function, Volatility volatility = Volatility.Immutable)
        where A : allows ref struct
        where B : allows ref struct
        where C : allows ref struct
        where D : allows ref struct
        where E : allows ref struct =>
        Write<A, B, C, D, E>(name, parameters, result, (a, b, c, d, e, builder, _) => function(a, b, c, d, e, builder), volatility);

    /// <summary>Declares a function that writes its result, knowing the session.</summary>
    public ScalarFunction Write<A, B, C, D, E>(string name, ReadOnlySpan<SqlType> parameters, SqlType result, Action<A, B, C, D, E, BytesVectorBuilder, FunctionContext> function, Volatility volatility = Volatility.Immutable)
        where A : allows ref struct
        where B : allows ref struct
        where C : allows ref struct
        where D : allows ref struct
        where E : allows ref struct =>
        Function(name, parameters, result, new WritingKernel<A, B, C, D, E>(function) { IsPerRow = volatility == Volatility.Volatile }, volatility);
}
