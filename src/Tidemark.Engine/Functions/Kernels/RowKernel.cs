using Tidemark.Engine.Catalog;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>A strict function computed row by row, for the many functions that no one calls in a hot loop. Derived classes read the arguments of one row.</summary>
internal abstract class RowKernel : StrictKernel
{
    /// <inheritdoc />
    protected sealed override void Evaluate(ReadOnlySpan<Vector> arguments, int rows, VectorBuilder result, FunctionContext context)
    {
        var mayHaveNulls = MayHaveNulls(arguments);
        for (var row = 0; row < rows; row++)
        {
            if (mayHaveNulls && AnyNull(arguments, row)) result.AppendNull();
            else Append(arguments, row, result, context);
        }
    }

    /// <summary>Appends the result for one row without nulls.</summary>
    protected abstract void Append(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context);
}

/// <summary>Appends the result of one row.</summary>
internal delegate void RowFunction(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context);

/// <summary>A strict function that reads its arguments itself, such as a polymorphic one.</summary>
internal sealed class DirectKernel(RowFunction function) : RowKernel
{
    /// <inheritdoc />
    protected override void Append(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context) => function(arguments, row, result, context);
}

/// <summary>A function that sees nulls and reads its arguments itself.</summary>
internal sealed class NullableKernel(RowFunction function) : ScalarKernel
{
    /// <inheritdoc />
    public override Vector Invoke(ReadOnlySpan<Vector> arguments, int rows, VectorBuilder result, FunctionContext context)
    {
        for (var row = 0; row < rows; row++) function(arguments, row, result, context);
        return result.Build();
    }
}

/// <summary>A row function of no arguments.</summary>
internal sealed class RowKernel<R>(Func<FunctionContext, R> function) : RowKernel
{
    /// <inheritdoc />
    protected override void Append(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context) =>
        RowResult<R>.Write(result, function(context));
}

/// <summary>A row function of one argument.</summary>
internal sealed class RowKernel<A, R>(Func<A, FunctionContext, R> function) : RowKernel
    where A : allows ref struct
{
    /// <inheritdoc />
    protected override void Append(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context) =>
        RowResult<R>.Write(result, function(RowArgument<A>.Read(arguments[0], row), context));
}

/// <summary>A row function of two arguments.</summary>
internal sealed class RowKernel<A, B, R>(Func<A, B, FunctionContext, R> function) : RowKernel
    where A : allows ref struct
    where B : allows ref struct
{
    /// <inheritdoc />
    protected override void Append(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context) =>
        RowResult<R>.Write(result, function(RowArgument<A>.Read(arguments[0], row), RowArgument<B>.Read(arguments[1], row), context));
}

/// <summary>A row function of three arguments.</summary>
internal sealed class RowKernel<A, B, C, R>(Func<A, B, C, FunctionContext, R> function) : RowKernel
    where A : allows ref struct
    where B : allows ref struct
    where C : allows ref struct
{
    /// <inheritdoc />
    protected override void Append(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context) =>
        RowResult<R>.Write(result, function(RowArgument<A>.Read(arguments[0], row), RowArgument<B>.Read(arguments[1], row), RowArgument<C>.Read(arguments[2], row), context));
}

/// <summary>A row function of four arguments.</summary>
internal sealed class RowKernel<A, B, C, D, R>(Func<A, B, C, D, FunctionContext, R> function) : RowKernel
    where A : allows ref struct
    where B : allows ref struct
    where C : allows ref struct
    where D : allows ref struct
{
    /// <inheritdoc />
    protected override void Append(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context) =>
        RowResult<R>.Write(result, function(RowArgument<A>.Read(arguments[0], row), RowArgument<B>.Read(arguments[1], row), RowArgument<C>.Read(arguments[2], row), RowArgument<D>.Read(arguments[3], row), context));
}

/// <summary>A row function of five arguments.</summary>
internal sealed class RowKernel<A, B, C, D, E, R>(Func<A, B, C, D, E, FunctionContext, R> function) : RowKernel
    where A : allows ref struct
    where B : allows ref struct
    where C : allows ref struct
    where D : allows ref struct
    where E : allows ref struct
{
    /// <inheritdoc />
    protected override void Append(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context) =>
        RowResult<R>.Write(result, function(RowArgument<A>.Read(arguments[0], row), RowArgument<B>.Read(arguments[1], row), RowArgument<C>.Read(arguments[2], row), RowArgument<D>.Read(arguments[3], row), RowArgument<E>.Read(arguments[4], row), context));
}

/// <summary>A row function of six arguments.</summary>
internal sealed class RowKernel<A, B, C, D, E, F, R>(Func<A, B, C, D, E, F, FunctionContext, R> function) : RowKernel
    where A : allows ref struct
    where B : allows ref struct
    where C : allows ref struct
    where D : allows ref struct
    where E : allows ref struct
    where F : allows ref struct
{
    /// <inheritdoc />
    protected override void Append(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context) =>
        RowResult<R>.Write(result, function(RowArgument<A>.Read(arguments[0], row), RowArgument<B>.Read(arguments[1], row), RowArgument<C>.Read(arguments[2], row), RowArgument<D>.Read(arguments[3], row), RowArgument<E>.Read(arguments[4], row), RowArgument<F>.Read(arguments[5], row), context));
}

/// <summary>A row function of seven arguments.</summary>
internal sealed class RowKernel<A, B, C, D, E, F, G, R>(Func<A, B, C, D, E, F, G, FunctionContext, R> function) : RowKernel
    where A : allows ref struct
    where B : allows ref struct
    where C : allows ref struct
    where D : allows ref struct
    where E : allows ref struct
    where F : allows ref struct
    where G : allows ref struct
{
    /// <inheritdoc />
    protected override void Append(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context) =>
        RowResult<R>.Write(result, function(RowArgument<A>.Read(arguments[0], row), RowArgument<B>.Read(arguments[1], row), RowArgument<C>.Read(arguments[2], row), RowArgument<D>.Read(arguments[3], row), RowArgument<E>.Read(arguments[4], row), RowArgument<F>.Read(arguments[5], row), RowArgument<G>.Read(arguments[6], row), context));
}
