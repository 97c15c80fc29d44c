using Tidemark.Engine.Catalog;
using Tidemark.Vectors;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>Arrays as separated text and back.</summary>
internal static class ArrayStrings
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        declare.Nullable("array_to_string", [AnyArray, Text], Text, AppendJoined, Volatility.Stable);
        declare.Nullable("array_to_string", [AnyArray, Text, Text], Text, AppendJoined, Volatility.Stable);
        declare.Nullable("string_to_array", [Text, Text], ArrayOf(Text)!, AppendSplit);
        declare.Nullable("string_to_array", [Text, Text, Text], ArrayOf(Text)!, AppendSplit);
    }

    private static void AppendJoined(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context)
    {
        if (arguments[0].IsNull(row) || arguments[1].IsNull(row))
        {
            result.AppendNull();
            return;
        }

        var elements = ArrayFunctions.Elements(arguments[0], row);
        var target = (BytesVectorBuilder)result;
        var isFirst = true;
        for (var i = 0; i < elements.Length; i++)
        {
            var isNull = elements.IsNull(i);
            if (isNull && (arguments.Length < 3 || arguments[2].IsNull(row))) continue;
            if (!isFirst) TextFunctions.Put(target, VectorAccess.GetBytes(arguments[1], row));
            isFirst = false;
            if (isNull) TextFunctions.Put(target, VectorAccess.GetBytes(arguments[2], row));
            else TextComposition.AppendText(elements, i, target, context);
        }

        target.EndValue();
    }

    private static void AppendSplit(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context)
    {
        if (arguments[0].IsNull(row)) result.AppendNull();
        else TextArrays.Append(Split(arguments, row), (BytesVectorBuilder)result);
    }

    /// <summary>The parts that string_to_array and string_to_table give: at each separator; single characters for a null one; parts equal to the third argument are null.</summary>
    public static IEnumerable<string?> Split(ReadOnlySpan<Vector> arguments, int row)
    {
        var text = RowArgument<string>.Read(arguments[0], row);
        var separator = arguments[1].IsNull(row) ? null : RowArgument<string>.Read(arguments[1], row);
        var nullText = arguments.Length < 3 || arguments[2].IsNull(row) ? null : RowArgument<string>.Read(arguments[2], row);
        string[] parts = text.Length == 0 ? []
            : separator is null ? [.. text.EnumerateRunes().Select(rune => rune.ToString())]
            : separator.Length == 0 ? [text]
            : text.Split(separator);
        return parts.Select(part => part == nullText ? null : part);
    }
}
