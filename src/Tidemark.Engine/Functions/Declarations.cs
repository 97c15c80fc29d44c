using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Types;

namespace Tidemark.Engine.Functions;

/// <summary>
/// The words that families of routines are declared with: a line states name, signature, volatility, null behaviour and what computes it.
/// </summary>
/// <param name="catalog">Collects the declarations.</param>
/// <param name="schema">The schema of the routines.</param>
internal sealed partial class Declarations(RoutineCatalogBuilder catalog, string schema = "pg_catalog")
{
    /// <summary>A parameter with a name, and a default as a SQL expression where it has one.</summary>
    public static RoutineParameter Parameter(string name, SqlType type, string? defaultValue = null) => new(type, name, defaultValue);

    /// <summary>Declares any routine.</summary>
    public void Add(Routine routine) => catalog.Add(routine);

    /// <summary>Declares a scalar function over a kernel.</summary>
    public ScalarFunction Function(
        string name,
        ReadOnlySpan<SqlType> parameters,
        SqlType result,
        ScalarKernel kernel,
        Volatility volatility = Volatility.Immutable,
        bool isStrict = true,
        bool isVariadic = false) => Named(name, Unnamed(parameters), result, kernel, volatility, isStrict, isVariadic);

    /// <summary>Declares a scalar function with named parameters over a kernel.</summary>
    public ScalarFunction Named(
        string name,
        ImmutableArray<RoutineParameter> parameters,
        SqlType result,
        ScalarKernel kernel,
        Volatility volatility = Volatility.Immutable,
        bool isStrict = true,
        bool isVariadic = false)
    {
        var function = new ScalarFunction
        {
            Schema = schema,
            Name = name,
            Parameters = parameters,
            Result = result,
            Kernel = kernel,
            Volatility = volatility,
            IsStrict = isStrict,
            IsVariadic = isVariadic,
        };
        catalog.Add(function);
        return function;
    }

    /// <summary>Declares a strict function of one fixed-width value.</summary>
    public ScalarFunction Unary<TIn, TOut, TOp>(string name, SqlType parameter, SqlType result)
        where TIn : unmanaged
        where TOut : unmanaged
        where TOp : IUnary<TIn, TOut> => Function(name, [parameter], result, new UnaryKernel<TIn, TOut, TOp>());

    /// <summary>Declares a strict function of two fixed-width values.</summary>
    public ScalarFunction Binary<TLeft, TRight, TOut, TOp>(string name, SqlType left, SqlType right, SqlType result)
        where TLeft : unmanaged
        where TRight : unmanaged
        where TOut : unmanaged
        where TOp : IBinary<TLeft, TRight, TOut> => Function(name, [left, right], result, new BinaryKernel<TLeft, TRight, TOut, TOp>());

    /// <summary>Declares a strict function that reads one row's arguments itself.</summary>
    public ScalarFunction Direct(string name, ReadOnlySpan<SqlType> parameters, SqlType result, RowFunction function, Volatility volatility = Volatility.Immutable, bool isVariadic = false) =>
        Function(name, parameters, result, new DirectKernel(function) { IsPerRow = volatility == Volatility.Volatile }, volatility, isVariadic: isVariadic);

    /// <summary>Declares a function that sees nulls and reads one row's arguments itself.</summary>
    public ScalarFunction Nullable(string name, ReadOnlySpan<SqlType> parameters, SqlType result, RowFunction function, Volatility volatility = Volatility.Immutable, bool isVariadic = false) =>
        Function(name, parameters, result, new NullableKernel(function), volatility, isStrict: false, isVariadic);

    /// <summary>Declares an operator over a function of one (prefix) or two parameters.</summary>
    public void Operator(string symbol, ScalarFunction function, string? commutator = null, string? negator = null) =>
        catalog.Add(new Operator(symbol, function.Parameters.Length == 1 ? null : function.Parameters[0].Type, function.Parameters[^1].Type, function)
        {
            Commutator = commutator,
            Negator = negator,
        });

    /// <summary>Declares a cast by a function of its source.</summary>
    public void Cast(CastContext context, ScalarFunction function) => catalog.Add(new Cast(function.Parameters[0].Type, function.Result, context, function));

    /// <summary>Declares a cast that only renames the type.</summary>
    public void Relabel(CastContext context, SqlType source, SqlType target) => catalog.Add(new Cast(source, target, context, null));

    /// <summary>Declares an aggregate.</summary>
    public void Aggregate(
        string name,
        ReadOnlySpan<SqlType> parameters,
        SqlType result,
        Func<AggregateCall, Accumulator> create,
        bool skipsNulls = true,
        bool isOrderSensitive = false,
        int directArguments = -1,
        bool isVariadic = false,
        Func<AggregateCall, Accumulator?>? createUnordered = null) => catalog.Add(new AggregateFunction
        {
            Schema = schema,
            Name = name,
            Parameters = Unnamed(parameters),
            Result = result,
            CreateAccumulator = create,
            CreateUnordered = createUnordered,
            SkipsNulls = skipsNulls,
            IsOrderSensitive = isOrderSensitive,
            DirectArguments = directArguments,
            IsVariadic = isVariadic,
        });

    private static ImmutableArray<RoutineParameter> Unnamed(ReadOnlySpan<SqlType> types)
    {
        var parameters = ImmutableArray.CreateBuilder<RoutineParameter>(types.Length);
        foreach (var type in types) parameters.Add(new RoutineParameter(type));
        return parameters.MoveToImmutable();
    }
}
