using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>pg_get_keywords: the key words and where each may stand as a name.</summary>
internal static class KeywordFunctions
{
    public static void Register(Declarations declare) => declare.Add(new TableFunction
    {
        Name = "pg_get_keywords",
        Parameters = [],
        Result = SqlTypes.Record,
        Columns = [new("word", SqlTypes.Text), new("catcode", SqlTypes.InternalChar), new("barelabel", SqlTypes.Bool), new("catdesc", SqlTypes.Text), new("baredesc", SqlTypes.Text)],
        Invoke = List,
        Volatility = Volatility.Stable,
    });

    private static IEnumerable<Batch> List(TableFunctionCall call)
    {
        var columns = call.Columns.Select(c => VectorBuilder.Create(c.Type)).ToArray();
        foreach (var keyword in Enum.GetValues<Keyword>().Where(k => k != Keyword.NotKeyword).OrderBy(Keywords.Spelling, StringComparer.Ordinal))
        {
            var (code, description) = Keywords.Category(keyword) switch
            {
                KeywordCategory.Unreserved => ("U", "unreserved"),
                KeywordCategory.ColumnName => ("C", "unreserved (cannot be function or type name)"),
                KeywordCategory.TypeOrFunctionName => ("T", "reserved (can be function or type name)"),
                _ => ("R", "reserved"),
            };
            var isBare = Keywords.IsBareLabel(keyword);
            Put(columns[0], Keywords.Spelling(keyword));
            Put(columns[1], code);
            ((FixedVectorBuilder<bool>)columns[2]).Append(isBare);
            Put(columns[3], description);
            Put(columns[4], isBare ? "can be bare label" : "requires AS");
        }

        return Rows.Pieces(call, [.. columns.Select(c => c.Build())], columns[0].Length);
    }

    private static void Put(VectorBuilder column, string text) => ((BytesVectorBuilder)column).Append(Encoding.UTF8.GetBytes(text));
}
