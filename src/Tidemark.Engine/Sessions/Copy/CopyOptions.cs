using System.Text;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Copy;

/// <summary>The form of COPY's data.</summary>
internal enum CopyFormat
{
    /// <summary>PostgreSQL's tab-separated text with backslash escapes.</summary>
    Text,

    /// <summary>Comma-separated values.</summary>
    Csv,

    /// <summary>PostgreSQL's binary form.</summary>
    Binary,
}

/// <summary>What a header line is for.</summary>
internal enum CopyHeader
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>It is skipped, or written.</summary>
    Present,

    /// <summary>It must name the columns.</summary>
    Match,
}

/// <summary>COPY's options, checked as PostgreSQL checks them.</summary>
internal sealed record CopyOptions
{
    /// <summary>The form.</summary>
    public CopyFormat Format { get; private init; }

    /// <summary>What separates fields.</summary>
    public byte Delimiter { get; private init; } = (byte)'\t';

    /// <summary>What stands for NULL.</summary>
    public byte[] Null { get; private init; } = "\\N"u8.ToArray();

    /// <summary>Whether the first line is a header.</summary>
    public CopyHeader Header { get; private init; }

    /// <summary>The quote of CSV.</summary>
    public byte Quote { get; private init; } = (byte)'"';

    /// <summary>What escapes a quote within quotes.</summary>
    public byte Escape { get; private init; } = (byte)'"';

    /// <summary>Columns that are quoted on output whatever they hold; null for none, empty for all.</summary>
    public IReadOnlyList<string>? ForceQuote { get; private init; }

    /// <summary>Columns whose unquoted null string is a value.</summary>
    public IReadOnlyList<string> ForceNotNull { get; private init; } = [];

    /// <summary>Columns whose quoted null string is NULL.</summary>
    public IReadOnlyList<string> ForceNull { get; private init; } = [];

    /// <summary>FREEZE.</summary>
    public bool IsFrozen { get; private init; }

    /// <summary>Reads the options of a statement.</summary>
    public static CopyOptions Read(SyntaxList<Option> options, bool isFrom)
    {
        var seen = new HashSet<string>();
        var read = new CopyOptions();
        string? delimiter = null, nullText = null, quote = null, escape = null;
        foreach (var option in options)
        {
            if (option.Name == "format") option.Text();
            if (!seen.Add(option.Name)) throw CopyErrors.Option("conflicting or redundant options", SqlState.SyntaxError, Place(option));
            switch (option.Name)
            {
                case "format":
                    read = read with { Format = ReadFormat(option) };
                    break;
                case "delimiter":
                    delimiter = option.Text();
                    break;
                case "null":
                    nullText = option.Text();
                    break;
                case "header":
                    read = read with { Header = ReadHeader(option, isFrom) };
                    break;
                case "quote":
                    quote = option.Text();
                    break;
                case "escape":
                    escape = option.Text();
                    break;
                case "force_quote":
                    read = read with { ForceQuote = option.Value is { Kind: OptionValueKind.Star } ? [] : Names(option) };
                    break;
                case "force_not_null":
                    read = read with { ForceNotNull = Names(option) };
                    break;
                case "force_null":
                    read = read with { ForceNull = Names(option) };
                    break;
                case "encoding":
                    CheckEncoding(option);
                    break;
                case "freeze":
                    read = read with { IsFrozen = option.Boolean() };
                    break;
                default:
                    throw CopyErrors.Option($"option \"{option.Name}\" not recognized", SqlState.SyntaxError, Place(option));
            }
        }

        return read.Complete(delimiter, nullText, quote, escape, isFrom);
    }

    private CopyOptions Complete(string? delimiter, string? nullText, string? quote, string? escape, bool isFrom)
    {
        var isCsv = Format == CopyFormat.Csv;
        if (Format == CopyFormat.Binary)
        {
            if (delimiter is not null) throw CopyErrors.Option("cannot specify DELIMITER in BINARY mode", SqlState.SyntaxError);
            if (nullText is not null) throw CopyErrors.Option("cannot specify NULL in BINARY mode", SqlState.SyntaxError);
        }

        delimiter ??= isCsv ? "," : "\t";
        nullText ??= isCsv ? "" : "\\N";
        if (Encoding.UTF8.GetByteCount(delimiter) != 1) throw CopyErrors.Option("COPY delimiter must be a single one-byte character");
        if (delimiter[0] is '\r' or '\n') throw CopyErrors.Option("COPY delimiter cannot be newline or carriage return", SqlState.InvalidParameterValue);
        if (nullText.AsSpan().IndexOfAny('\r', '\n') >= 0) throw CopyErrors.Option("COPY null representation cannot use newline or carriage return", SqlState.InvalidParameterValue);
        if (!isCsv && "\\.abcdefghijklmnopqrstuvwxyz0123456789".Contains(delimiter[0])) throw CopyErrors.Option($"COPY delimiter cannot be \"{delimiter}\"", SqlState.InvalidParameterValue);
        if (Format == CopyFormat.Binary && Header != CopyHeader.None) throw CopyErrors.Option("cannot specify HEADER in BINARY mode");
        CheckQuotes(isCsv, delimiter, quote, escape);
        CheckForced(isCsv, isFrom);
        if (nullText.Contains(delimiter[0])) throw CopyErrors.Option("COPY delimiter must not appear in the NULL specification");
        if (isCsv && nullText.Contains((quote ?? "\"")[0])) throw CopyErrors.Option("CSV quote character must not appear in the NULL specification");
        return this with
        {
            Delimiter = (byte)delimiter[0],
            Null = Encoding.UTF8.GetBytes(nullText),
            Quote = quote is null ? (byte)'"' : (byte)quote[0],
            Escape = escape is not null ? (byte)escape[0] : quote is null ? (byte)'"' : (byte)quote[0],
        };
    }

    private static void CheckQuotes(bool isCsv, string delimiter, string? quote, string? escape)
    {
        if (!isCsv && quote is not null) throw CopyErrors.Option("COPY quote available only in CSV mode");
        if (quote is not null && Encoding.UTF8.GetByteCount(quote) != 1) throw CopyErrors.Option("COPY quote must be a single one-byte character");
        if (isCsv && delimiter == (quote ?? "\"")) throw CopyErrors.Option("COPY delimiter and quote must be different", SqlState.InvalidParameterValue);
        if (!isCsv && escape is not null) throw CopyErrors.Option("COPY escape available only in CSV mode");
        if (escape is not null && Encoding.UTF8.GetByteCount(escape) != 1) throw CopyErrors.Option("COPY escape must be a single one-byte character");
    }

    private void CheckForced(bool isCsv, bool isFrom)
    {
        if (!isCsv && ForceQuote is not null) throw CopyErrors.Option("COPY force quote available only in CSV mode");
        if (ForceQuote is not null && isFrom) throw CopyErrors.Option("COPY force quote only available using COPY TO");
        if (!isCsv && ForceNotNull.Count > 0) throw CopyErrors.Option("COPY force not null available only in CSV mode");
        if (ForceNotNull.Count > 0 && !isFrom) throw CopyErrors.Option("COPY force not null only available using COPY FROM");
        if (!isCsv && ForceNull.Count > 0) throw CopyErrors.Option("COPY force null available only in CSV mode");
        if (ForceNull.Count > 0 && !isFrom) throw CopyErrors.Option("COPY force null only available using COPY FROM");
    }

    private static void CheckEncoding(Option option)
    {
        if (option.Text().Replace("-", "").Replace("_", "").ToUpperInvariant() is not ("UTF8" or "UNICODE"))
            throw CopyErrors.Option("argument to option \"encoding\" must be a valid encoding name", SqlState.InvalidParameterValue, Place(option));
    }

    private static CopyFormat ReadFormat(Option option) => option.Text() switch
    {
        "text" => CopyFormat.Text,
        "csv" => CopyFormat.Csv,
        "binary" => CopyFormat.Binary,
        var other => throw CopyErrors.Option($"COPY format \"{other}\" not recognized", SqlState.InvalidParameterValue, Place(option)),
    };

    private static CopyHeader ReadHeader(Option option, bool isFrom)
    {
        if (option.BooleanOrNull() is { } isThere) return isThere ? CopyHeader.Present : CopyHeader.None;
        if (option.Value is not { Kind: OptionValueKind.Word or OptionValueKind.String, Text: var text } || !text.Equals("match", StringComparison.OrdinalIgnoreCase))
            throw CopyErrors.Option("header requires a Boolean value or \"match\"", SqlState.SyntaxError);
        return isFrom ? CopyHeader.Match : throw CopyErrors.Option("cannot use \"match\" with HEADER in COPY TO");
    }

    private static List<string> Names(Option option) => option.Value is { Kind: OptionValueKind.List } list
        ? [.. list.Items.Select(n => n.Text)]
        : throw CopyErrors.Option($"argument to option \"{option.Name}\" must be a list of column names", SqlState.InvalidParameterValue, Place(option));

    private static int? Place(Option option) => option.Position == 0 ? null : option.Position;
}
