using System.Collections.Frozen;

namespace Tidemark.Engine.Syntax.Lexing;

/// <summary>Where a key word may stand as a name.</summary>
internal enum KeywordCategory : byte
{
    /// <summary>Anywhere.</summary>
    Unreserved,

    /// <summary>As a column or table, not as a function or type.</summary>
    ColumnName,

    /// <summary>As a function or type, not as a column or table.</summary>
    TypeOrFunctionName,

    /// <summary>As a label after AS only.</summary>
    Reserved,
}

/// <summary>Spelling and category of each key word, as PostgreSQL 15's pg_get_keywords() lists them.</summary>
internal static class Keywords
{
    /// <summary>Category C.</summary>
    private const string ColumnNames = """
        between bigint bit boolean char character coalesce dec decimal exists extract float greatest grouping inout int integer
        interval least national nchar none normalize nullif numeric out overlay position precision real row setof smallint
        substring time timestamp treat trim values varchar xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces
        xmlparse xmlpi xmlroot xmlserialize xmltable
        """;

    /// <summary>Category T.</summary>
    private const string TypeOrFunctionNames = """
        authorization binary collation concurrently cross current_schema freeze full ilike inner is isnull join left like natural
        notnull outer overlaps right similar tablesample verbose
        """;

    /// <summary>Category R.</summary>
    private const string ReservedWords = """
        all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create current_catalog
        current_date current_role current_time current_timestamp current_user default deferrable desc distinct do else end except
        false fetch for foreign from grant group having in initially intersect into lateral leading limit localtime localtimestamp
        not null offset on only or order placing primary references returning select session_user some symmetric table then to
        trailing true union unique user using variadic when where window with
        """;

    /// <summary>Words that may not be a label without AS.</summary>
    private const string NeedAs = """
        array as char character create day except fetch filter for from grant group having hour intersect into isnull limit minute
        month notnull offset on order over overlaps precision returning second to union varying where window with within without
        year
        """;

    /// <summary>The longest key word's length.</summary>
    private const int MaxLength = 17;

    private static readonly string[] Spellings = [.. Enum.GetNames<Keyword>().Select(Spell)];
    private static readonly KeywordCategory[] Categories = Categorize();
    private static readonly bool[] BareLabels = FindBareLabels();

    private static readonly FrozenDictionary<string, Keyword>.AlternateLookup<ReadOnlySpan<char>> Words =
        Enum.GetValues<Keyword>().Where(k => k != Keyword.NotKeyword)
            .ToFrozenDictionary(k => Spellings[(int)k], StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The word in lower case, always the same string.</summary>
    public static string Spelling(Keyword keyword) => Spellings[(int)keyword];

    public static KeywordCategory Category(Keyword keyword) => Categories[(int)keyword];

    /// <summary>Whether it may be a column's label without AS.</summary>
    public static bool IsBareLabel(Keyword keyword) => BareLabels[(int)keyword];

    /// <summary>The key word that is spelled so in any case; NotKeyword when there is none.</summary>
    public static Keyword Find(ReadOnlySpan<char> word)
    {
        if (word.Length > MaxLength) return Keyword.NotKeyword;
        Span<char> folded = stackalloc char[MaxLength];
        for (var i = 0; i < word.Length; i++)
        {
            var c = word[i];
            if (c is >= 'A' and <= 'Z') c = (char)(c | 0x20);
            else if (c is not (>= 'a' and <= 'z' or '_')) return Keyword.NotKeyword;
            folded[i] = c;
        }
        return Words.TryGetValue(folded[..word.Length], out var keyword) ? keyword : Keyword.NotKeyword;
    }

    private static string Spell(string name)
    {
        var letters = name.SelectMany((c, i) => char.IsAsciiLetterUpper(c) && i > 0 ? ['_', char.ToLowerInvariant(c)] : new[] { char.ToLowerInvariant(c) });
        return string.Concat(letters);
    }

    private static KeywordCategory[] Categorize()
    {
        var categories = new KeywordCategory[Spellings.Length];
        Mark(ColumnNames, KeywordCategory.ColumnName);
        Mark(TypeOrFunctionNames, KeywordCategory.TypeOrFunctionName);
        Mark(ReservedWords, KeywordCategory.Reserved);
        return categories;

        void Mark(string words, KeywordCategory category)
        {
            foreach (var word in Split(words)) categories[Array.IndexOf(Spellings, word)] = category;
        }
    }

    private static bool[] FindBareLabels()
    {
        var labels = new bool[Spellings.Length];
        Array.Fill(labels, true);
        foreach (var word in Split(NeedAs)) labels[Array.IndexOf(Spellings, word)] = false;
        return labels;
    }

    private static string[] Split(string words) => words.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
}
