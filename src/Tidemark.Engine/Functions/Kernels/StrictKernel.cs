using Tidemark.Engine.Catalog;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>
/// A kernel whose result is null wherever an argument is. It takes the shapes that save work out of the way: constants are computed once, and where one
/// argument varies and is dictionary-coded, the function is computed for the dictionary's values instead of the rows'.
/// </summary>
internal abstract class StrictKernel : ScalarKernel
{
    /// <summary>True for volatile functions: equal arguments do not mean equal results, so every row is computed.</summary>
    public bool IsPerRow { get; init; }

    /// <summary>Whether a value can make the function fail: such a kernel is never given a dictionary value that no row uses.</summary>
    protected virtual bool CanFail => true;

    /// <inheritdoc />
    public sealed override Vector Invoke(ReadOnlySpan<Vector> arguments, int rows, VectorBuilder result, FunctionContext context)
    {
        var varying = -1;
        var count = 0;
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is not ConstantVector constant)
            {
                varying = i;
                count++;
            }
            else if (constant.IsNullConstant)
            {
                result.AppendNull();
                return new ConstantVector(result.Build(), rows);
            }
        }

        if (!IsPerRow && rows > 0)
        {
            if (count == 0)
            {
                Evaluate(arguments, 1, result, context);
                return new ConstantVector(result.Build(), rows);
            }

            if (count == 1 && arguments[varying] is DictionaryVector coded && coded.Dictionary.Length <= rows)
            {
                return EvaluateDictionary(coded, varying, arguments, result, context);
            }
        }

        Evaluate(arguments, rows, result, context);
        return result.Build();
    }

    /// <summary>Appends the results of rows 0 to <paramref name="rows"/> - 1. No argument is a null constant; constants may be longer than <paramref name="rows"/>.</summary>
    protected abstract void Evaluate(ReadOnlySpan<Vector> arguments, int rows, VectorBuilder result, FunctionContext context);

    /// <summary>Whether some argument is null at the row.</summary>
    protected static bool AnyNull(ReadOnlySpan<Vector> arguments, int row)
    {
        foreach (var argument in arguments)
        {
            if (argument.IsNull(row)) return true;
        }

        return false;
    }

    /// <summary>Whether some argument may have a null.</summary>
    protected static bool MayHaveNulls(ReadOnlySpan<Vector> arguments)
    {
        foreach (var argument in arguments)
        {
            if (!argument.Validity.IsAllValid) return true;
        }

        return false;
    }

    private Vector EvaluateDictionary(DictionaryVector coded, int index, ReadOnlySpan<Vector> arguments, VectorBuilder result, FunctionContext context)
    {
        if (CanFail) coded = OnlyUsed(coded);
        var dictionary = coded.Dictionary;
        if (dictionary.Length == 0) return VectorShapes.NullConstant(result.Type, coded.Length);
        var replaced = arguments.ToArray();
        replaced[index] = dictionary;
        if (result is BytesVectorBuilder)
        {
            Evaluate(replaced, dictionary.Length, result, context);
            var values = result.Detach();
            if (values.Validity.IsAllValid) return coded.WithDictionary(values);
            result.AppendGather(values, coded.Codes);
        }
        else
        {
            var scratch = VectorBuilder.Create(result.Type, dictionary.Length);
            Evaluate(replaced, dictionary.Length, scratch, context);
            result.AppendGather(scratch.Build(), coded.Codes);
        }

        result.TakeNulls(coded);
        return result.Build();
    }

    /// <summary>The same values over a dictionary without those that no valid row uses; the vector itself where there are none.</summary>
    private static DictionaryVector OnlyUsed(DictionaryVector coded)
    {
        var codes = coded.Codes;
        var places = new int[coded.Dictionary.Length];
        var used = 0;
        for (var row = 0; row < codes.Length && used < places.Length; row++)
        {
            ref var place = ref places[codes[row]];
            if (place != 0 || coded.IsNull(row)) continue;
            place = 1;
            used++;
        }

        if (used == places.Length) return coded;
        var kept = new int[used];
        var next = 0;
        for (var code = 0; code < places.Length; code++)
        {
            if (places[code] == 0) continue;
            places[code] = next;
            kept[next++] = code;
        }

        var dictionary = VectorBuilder.Create(coded.Type, used);
        dictionary.AppendGather(coded.Dictionary, kept);
        var mapped = new int[codes.Length];
        for (var row = 0; row < mapped.Length; row++) mapped[row] = places[codes[row]];
        return new DictionaryVector(dictionary.Detach(), mapped, mapped.Length, coded.Validity);
    }
}
