using System.Buffers;
using System.Globalization;
using System.Text;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Catalog;
using Tidemark.Types;
using Tidemark.Vectors;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>Text out of values of any type: concat, format, quoting, and || with a value on one side.</summary>
internal static class TextComposition
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        declare.Nullable("concat", [Any], Text, Concat, Volatility.Stable, isVariadic: true);
        declare.Nullable("concat_ws", [Text, Any], Text, ConcatWithSeparator, Volatility.Stable, isVariadic: true);
        declare.Nullable("format", [Text], Text, FormatText, Volatility.Stable);
        declare.Nullable("format", [Text, Any], Text, FormatText, Volatility.Stable, isVariadic: true);
        declare.Operator("||", declare.Direct("anytextcat", [AnyNonArray, Text], Text, ConcatStrict, Volatility.Stable));
        declare.Operator("||", declare.Direct("textanycat", [Text, AnyNonArray], Text, ConcatStrict, Volatility.Stable));
        declare.Map("quote_ident", [Text], Text, (string text) => SyntaxPrinter.QuoteIdentifier(text));
        declare.Map("quote_literal", [Text], Text, (string text) => Literal(text));
        declare.Direct("quote_literal", [AnyElement], Text, (arguments, row, result, context) =>
            RowResult<string>.Write(result, Literal(TextOf(arguments[0], row, context))), Volatility.Stable);
        declare.Nullable("quote_nullable", [Text], Text, QuoteNullable);
        declare.Nullable("quote_nullable", [AnyElement], Text, QuoteNullable, Volatility.Stable);
    }

    /// <summary>The text form of a value that is not null.</summary>
    public static string TextOf(Vector vector, int row, FunctionContext context)
    {
        var builder = new BytesVectorBuilder(Text, 1);
        AppendText(vector, row, builder, context);
        return Encoding.UTF8.GetString(builder.Pending);
    }

    /// <summary>Writes the text form of a value that is not null, without ending it.</summary>
    public static void AppendText(Vector vector, int row, BytesVectorBuilder result, FunctionContext context)
    {
        if (vector.Type.Kind is TypeKind.Text or TypeKind.Varchar or TypeKind.Name or TypeKind.Unknown or TypeKind.BpChar)
        {
            TextFunctions.Put(result, VectorAccess.GetBytes(vector, row));
            return;
        }

        var text = new BytesVectorBuilder(Text, 1);
        TypeCodec.For(vector.Type).FormatText(vector.Slice(row, 1), text, context.Format);
        TextFunctions.Put(result, ((BytesVector)text.Build())[0]);
    }

    private static void Concat(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context)
    {
        var target = (BytesVectorBuilder)result;
        foreach (var argument in arguments)
        {
            if (!argument.IsNull(row)) AppendText(argument, row, target, context);
        }

        target.EndValue();
    }

    private static void ConcatWithSeparator(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context)
    {
        if (arguments[0].IsNull(row))
        {
            result.AppendNull();
            return;
        }

        var target = (BytesVectorBuilder)result;
        var isFirst = true;
        foreach (var argument in arguments[1..])
        {
            if (argument.IsNull(row)) continue;
            if (!isFirst) TextFunctions.Put(target, VectorAccess.GetBytes(arguments[0], row));
            AppendText(argument, row, target, context);
            isFirst = false;
        }

        target.EndValue();
    }

    private static void ConcatStrict(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context)
    {
        var target = (BytesVectorBuilder)result;
        AppendCast(arguments[0], row, target, context);
        AppendCast(arguments[1], row, target, context);
        target.EndValue();
    }

    // What a cast to text gives, which for booleans is not what output gives.
    private static void AppendCast(Vector vector, int row, BytesVectorBuilder target, FunctionContext context)
    {
        if (vector.Type.Kind != TypeKind.Bool) AppendText(vector, row, target, context);
        else target.Write(VectorAccess.Get<bool>(vector, row) ? "true"u8 : "false"u8);
    }

    private static void QuoteNullable(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context) =>
        RowResult<string>.Write(result, arguments[0].IsNull(row) ? "NULL" : Literal(TextOf(arguments[0], row, context)));

    /// <summary>A string literal, with E'' where there are backslashes.</summary>
    public static string Literal(string text)
    {
        var quoted = "'" + text.Replace("'", "''");
        return text.Contains('\\') ? "E" + quoted.Replace("\\", "\\\\") + "'" : quoted + "'";
    }

    private static void FormatText(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context)
    {
        if (arguments[0].IsNull(row))
        {
            result.AppendNull();
            return;
        }

        var pattern = RowArgument<string>.Read(arguments[0], row);
        var target = new StringBuilder();
        var next = 1;
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] != '%')
            {
                target.Append(pattern[i]);
                continue;
            }

            if (++i == pattern.Length) throw Unterminated();
            if (pattern[i] == '%')
            {
                target.Append('%');
                continue;
            }

            Specifier(pattern, ref i, ref next, arguments, row, target, context);
        }

        RowResult<string>.Write(result, target.ToString());
    }

    // %[position$][-][width | * | *position$]type
    private static void Specifier(string pattern, ref int i, ref int next, ReadOnlySpan<Vector> arguments, int row, StringBuilder target, FunctionContext context)
    {
        int? position = null;
        var width = 0;
        var number = Number(pattern, ref i);
        if (number is not null && i < pattern.Length && pattern[i] == '$')
        {
            position = number != 0 ? number : throw StringErrors.Format("format specifies argument 0, but arguments are numbered from 1");
            number = null;
            i++;
        }

        var leftAligned = false;
        if (number is null)
        {
            while (i < pattern.Length && pattern[i] == '-')
            {
                leftAligned = true;
                i++;
            }

            if (i < pattern.Length && pattern[i] == '*')
            {
                i++;
                var widthPosition = Number(pattern, ref i);
                if (widthPosition is not null)
                {
                    if (i >= pattern.Length || pattern[i] != '$') throw StringErrors.Format("width argument position must be ended by \"$\"");
                    i++;
                    if (widthPosition == 0) throw StringErrors.Format("format specifies argument 0, but arguments are numbered from 1");
                    next = widthPosition.Value;
                }

                var widthVector = Argument(arguments, next++);
                width = widthVector.IsNull(row) ? 0 : int.Parse(TextOf(widthVector, row, context), CultureInfo.InvariantCulture);
            }
            else
            {
                number = Number(pattern, ref i);
            }
        }

        if (number is not null) width = number.Value;
        if (width < 0) (leftAligned, width) = (true, -width);
        if (i >= pattern.Length) throw Unterminated();
        var kind = pattern[i];
        if (kind is not ('s' or 'I' or 'L'))
        {
            throw StringErrors.Format($"unrecognized format() type specifier \"{kind}\"", "For a single \"%\" use \"%%\".");
        }

        if (position is { } explicitPosition) next = explicitPosition;
        var argument = Argument(arguments, next++);
        var isNull = argument.IsNull(row);
        if (isNull && kind == 'I') throw new Errors.SqlException(new Errors.SqlError
        {
            State = Errors.SqlState.NullValueNotAllowed,
            Message = "null values cannot be formatted as an SQL identifier",
        });
        var text = isNull ? (kind == 'L' ? "NULL" : "") : TextOf(argument, row, context);
        if (!isNull) text = kind switch { 'I' => SyntaxPrinter.QuoteIdentifier(text), 'L' => Literal(text), _ => text };
        target.Append(leftAligned ? text.PadRight(width) : text.PadLeft(width));
    }

    private static int? Number(string pattern, ref int i)
    {
        var start = i;
        while (i < pattern.Length && char.IsAsciiDigit(pattern[i])) i++;
        if (i == start) return null;
        return int.TryParse(pattern.AsSpan(start, i - start), out var value) ? value : throw StringErrors.Format("number is out of range");
    }

    private static Vector Argument(ReadOnlySpan<Vector> arguments, int index) =>
        index < arguments.Length ? arguments[index] : throw StringErrors.Format("too few arguments for format()");

    private static Errors.SqlException Unterminated() =>
        StringErrors.Format("unterminated format() type specifier", "For a single \"%\" use \"%%\".");
}
