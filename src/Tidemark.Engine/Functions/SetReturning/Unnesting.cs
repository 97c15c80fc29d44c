using System.Text.RegularExpressions;
using Tidemark.Engine.Catalog;
using Tidemark.Vectors;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>Sets out of arrays and texts: unnest, string_to_table, regexp_matches, regexp_split_to_table.</summary>
internal static class Unnesting
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        Rows.Declare(declare, "unnest", [AnyArray], AnyElement, call =>
        {
            var elements = ArrayFunctions.Elements(call.Arguments[0], 0);
            return Rows.Pieces(call, [elements], elements.Length);
        });
        Rows.Declare(declare, "tidemark_one_row", [AnyElement], AnyElement, static call => Rows.Pieces(call, [call.Arguments[0]], 1), isStrict: false);
        Rows.Declare(declare, "string_to_table", [Text, Text], Text, StringToTable, isStrict: false);
        Rows.Declare(declare, "string_to_table", [Text, Text, Text], Text, StringToTable, isStrict: false);
        var textArray = ArrayOf(Text)!;
        Rows.Declare(declare, "regexp_matches", [Text, Text], textArray, call => Matches(call, ""));
        Rows.Declare(declare, "regexp_matches", [Text, Text, Text], textArray, call => Matches(call, Argument(call, 2)));
        Rows.Declare(declare, "regexp_split_to_table", [Text, Text], Text, call => Split(call, ""));
        Rows.Declare(declare, "regexp_split_to_table", [Text, Text, Text], Text, call => Split(call, Argument(call, 2)));
    }

    private static string Argument(TableFunctionCall call, int index) => RowArgument<string>.Read(call.Arguments[index], 0);

    private static IEnumerable<Batch> StringToTable(TableFunctionCall call) => Rows.Of(call, builder =>
    {
        if (call.Arguments[0].IsNull(0)) return;
        foreach (var part in ArrayStrings.Split(call.Arguments.AsSpan(), 0)) RowResult<string?>.Write(builder, part);
    });

    private static IEnumerable<Batch> Matches(TableFunctionCall call, string flags) => Rows.Of(call, builder =>
    {
        var regex = RegexFunctions.Get(Argument(call, 1), flags);
        foreach (Match match in regex.Matches(Argument(call, 0)))
        {
            TextArrays.Append(RegexFunctions.Groups(match), (BytesVectorBuilder)builder);
            if (!flags.Contains('g')) break;
        }
    });

    private static IEnumerable<Batch> Split(TableFunctionCall call, string flags) => Rows.Of(call, builder =>
    {
        foreach (var part in RegexFunctions.Split(Argument(call, 0), Argument(call, 1), flags)) RowResult<string>.Write(builder, part);
    });
}
