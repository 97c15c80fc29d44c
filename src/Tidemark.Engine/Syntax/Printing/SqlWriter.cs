using System.Buffers;
using System.Text;
using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Errors;

namespace Tidemark.Engine.Syntax.Printing;

/// <summary>Writes nodes as SQL. A method is named after what it writes; spaces are written by the one who adds a word.</summary>
internal sealed partial class SqlWriter
{
    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ\"'-;");

    private readonly StringBuilder _sql = new();

    public override string ToString() => _sql.ToString();

    /// <summary>Whether an identifier reads back as itself without quotes: PostgreSQL's quote_identifier.</summary>
    public static string Quote(string identifier)
    {
        var isSafe = identifier.Length > 0 && (char.IsAsciiLetterLower(identifier[0]) || identifier[0] == '_');
        foreach (var c in identifier)
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '_')
                isSafe = false;
        if (isSafe && Keywords.Find(identifier) is var keyword && keyword != Keyword.NotKeyword)
            isSafe = Keywords.Category(keyword) == KeywordCategory.Unreserved;
        return isSafe ? identifier : $"\"{identifier.Replace("\"", "\"\"")}\"";
    }

    public static string QuoteString(string value) => $"'{value.Replace("'", "''")}'";

    private static SqlException NoPrinter(SyntaxNode node) => InternalErrors.Unexpected($"no printer for {node.GetType().Name}");

    private SqlWriter Word(string words)
    {
        _sql.Append(words);
        return this;
    }

    private SqlWriter WordIf(bool condition, string words) => condition ? Word(words) : this;

    private SqlWriter Identifier(string identifier) => Word(Quote(identifier));

    private SqlWriter String(string value) => Word(QuoteString(value));

    /// <summary>Words and an identifier, when there is one.</summary>
    private SqlWriter IdentifierIf(string words, string? identifier) => identifier is null ? this : Word(words).Identifier(identifier);

    private SqlWriter Name(QualifiedName name)
    {
        for (var i = 0; i < name.Parts.Count; i++) WordIf(i > 0, ".").Identifier(name.Parts[i]);
        return this;
    }

    private SqlWriter NameIf(string words, QualifiedName? name) => name is null ? this : Word(words).Name(name);

    private SqlWriter List<T>(SyntaxList<T> items, Action<T> write, string separator = ", ")
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) _sql.Append(separator);
            write(items[i]);
        }
        return this;
    }

    private SqlWriter Parenthesized<T>(SyntaxList<T> items, Action<T> write) => Word("(").List(items, write).Word(")");

    /// <summary>A list in parentheses behind some words; nothing at all when it is empty.</summary>
    private SqlWriter ParenthesizedIf<T>(string words, SyntaxList<T> items, Action<T> write) =>
        items.IsEmpty ? this : Word(words).Parenthesized(items, write);

    /// <summary>A list behind some words; nothing at all when it is empty.</summary>
    private SqlWriter ListIf<T>(string words, SyntaxList<T> items, Action<T> write) => items.IsEmpty ? this : Word(words).List(items, write);

    private void NameItem(Name name) => Identifier(name.Text);

    private void QualifiedItem(QualifiedName name) => Name(name);

    private SqlWriter Names(SyntaxList<Name> names) => ParenthesizedIf(" ", names, NameItem);

    private SqlWriter Operator(OperatorName name) =>
        name.Schema is null ? Word(name.Symbol) : Word("OPERATOR(").Word(string.Join('.', name.Schema.Split('.').Select(Quote))).Word(".").Word(name.Symbol).Word(")");

    private SqlWriter Role(RoleName role) => role.Kind switch
    {
        RoleKind.CurrentRole => Word("CURRENT_ROLE"),
        RoleKind.CurrentUser => Word("CURRENT_USER"),
        RoleKind.SessionUser => Word("SESSION_USER"),
        _ => Identifier(role.Name),
    };

    private void RoleItem(RoleName role) => Role(role);

    private SqlWriter Cascade(bool isCascade) => WordIf(isCascade, " CASCADE");

    private SqlWriter IfExists(bool ifExists) => WordIf(ifExists, "IF EXISTS ");

    private SqlWriter IfNotExists(bool ifNotExists) => WordIf(ifNotExists, "IF NOT EXISTS ");

    /// <summary>Options with equals signs, as WITH and SET have them.</summary>
    private void StorageOption(Option option)
    {
        if (option.Namespace is not null) Identifier(option.Namespace).Word(".");
        Identifier(option.Name);
        if (option.Value is not null) Word(" = ").OptionValue(option.Value);
    }

    /// <summary>Options with spaces, as EXPLAIN and COPY have them.</summary>
    private void UtilityOption(Option option)
    {
        // ANALYZE is reserved, and yet an option's name.
        if (option.Name is "analyze" or "null" or "freeze" or "verbose") Word(option.Name);
        else Identifier(option.Name);
        if (option.Value is not null) Word(" ").OptionValue(option.Value);
    }

    private SqlWriter OptionValue(OptionValue value) => value.Kind switch
    {
        OptionValueKind.String => String(value.Text),
        OptionValueKind.Number => Word(value.Text),
        OptionValueKind.List => Parenthesized(value.Items, item => Identifier(item.Text)),
        // Words were canonical SQL when they were read, save for an identifier that needs its quotes.
        _ => Word(value.Text.AsSpan().ContainsAny(NeedQuotes) ? Quote(value.Text) : value.Text),
    };

    private SqlWriter WithOptions(SyntaxList<Option> options) => ParenthesizedIf(" WITH ", options, StorageOption);
}
