using Tidemark.Engine.Catalog;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>A row function of one argument that writes the bytes of its result into the builder; the kernel ends the value.</summary>
internal sealed class WritingKernel<A>(Action<A, BytesVectorBuilder, FunctionContext> function) : RowKernel
    where A : allows ref struct
{
    /// <inheritdoc />
    protected override void Append(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context)
    {
        var bytes = (BytesVectorBuilder)result;
        function(RowArgument<A>.Read(arguments[0], row), bytes, context);
        bytes.EndValue();
    }
}

/// <summary>A row function of two arguments that writes the bytes of its result into the builder; the kernel ends the value.</summary>
internal sealed class WritingKernel<A, B>(Action<A, B, BytesVectorBuilder, FunctionContext> function) : RowKernel
    where A : allows ref struct
    where B : allows ref struct
{
    /// <inheritdoc />
    protected override void Append(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context)
    {
        var bytes = (BytesVectorBuilder)result;
        function(RowArgument<A>.Read(arguments[0], row), RowArgument<B>.Read(arguments[1], row), bytes, context);
        bytes.EndValue();
    }
}

/// <summary>A row function of three arguments that writes the bytes of its result into the builder; the kernel ends the value.</summary>
internal sealed class WritingKernel<A, B, C>(Action<A, B, C, BytesVectorBuilder, FunctionContext> function) : RowKernel
    where A : allows ref struct
    where B : allows ref struct
    where C : allows ref struct
{
    /// <inheritdoc />
    protected override void Append(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context)
    {
        var bytes = (BytesVectorBuilder)result;
        function(RowArgument<A>.Read(arguments[0], row), RowArgument<B>.Read(arguments[1], row), RowArgument<C>.Read(arguments[2], row), bytes, context);
        bytes.EndValue();
    }
}

/// <summary>A row function of four arguments that writes the bytes of its result into the builder; the kernel ends the value.</summary>
internal sealed class WritingKernel<A, B, C, D>(Action<A, B, C, D, BytesVectorBuilder, FunctionContext> function) : RowKernel
    where A : allows ref struct
    where B : allows ref struct
    where C : allows ref struct
    where D : allows ref struct
{
    /// <inheritdoc />
    protected override void Append(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context)
    {
        var bytes = (BytesVectorBuilder)result;
        function(RowArgument<A>.Read(arguments[0], row), RowArgument<B>.Read(arguments[1], row), RowArgument<C>.Read(arguments[2], row), RowArgument<D>.Read(arguments[3], row), bytes, context);
        bytes.EndValue();
    }
}

/// <summary>A row function of five arguments that writes the bytes of its result into the builder; the kernel ends the value.</summary>
internal sealed class WritingKernel<A, B, C, D, E>(Action<A, B, C, D, E, BytesVectorBuilder, FunctionContext> function) : RowKernel
    where A : allows ref struct
    where B : allows ref struct
    where C : allows ref struct
    where D : allows ref struct
    where E : allows ref struct
{
    /// <inheritdoc />
    protected override void Append(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context)
    {
        var bytes = (BytesVectorBuilder)result;
        function(RowArgument<A>.Read(arguments[0], row), RowArgument<B>.Read(arguments[1], row), RowArgument<C>.Read(arguments[2], row), RowArgument<D>.Read(arguments[3], row), RowArgument<E>.Read(arguments[4], row), bytes, context);
        bytes.EndValue();
    }
}
