using System.Globalization;
using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax.Parsing;

/// <summary>Identifiers by the places they may stand in, qualified names, and constants that are no expressions.</summary>
internal sealed partial class Parser
{
    private static bool IsColumnName(in Token token) =>
        token.Kind == TokenKind.Identifier && (token.Keyword == Keyword.NotKeyword
            || Keywords.Category(token.Keyword) is KeywordCategory.Unreserved or KeywordCategory.ColumnName);

    private static bool IsTypeOrFunctionName(in Token token) =>
        token.Kind == TokenKind.Identifier && (token.Keyword == Keyword.NotKeyword
            || Keywords.Category(token.Keyword) is KeywordCategory.Unreserved or KeywordCategory.TypeOrFunctionName);

    private static bool IsNonReserved(in Token token) =>
        token.Kind == TokenKind.Identifier && (token.Keyword == Keyword.NotKeyword || Keywords.Category(token.Keyword) != KeywordCategory.Reserved);

    private static bool IsBareLabel(in Token token) =>
        token.Kind == TokenKind.Identifier && (token.Keyword == Keyword.NotKeyword || Keywords.IsBareLabel(token.Keyword));

    /// <summary>What an identifier token stands for.</summary>
    private string IdentifierOf(in Token token)
    {
        if (token.Value >= 0) return tokens.Value(token.Value);
        if (token.Keyword != Keyword.NotKeyword) return Keywords.Spelling(token.Keyword);
        var written = TextOf(token);
        var slot = (int)(((uint)written.Length * 31 + written[0] + (uint)written[^1] * 7) % (uint)_names.Length);
        var known = _names[slot];
        if (known is not null && written.SequenceEqual(known)) return known;
        return _names[slot] = Identifiers.Fold(written);
    }

    private string Take(bool isAllowed)
    {
        if (!isAllowed) throw Unexpected();
        var name = IdentifierOf(Current);
        Advance();
        return name;
    }

    /// <summary>A name of a column, table or anything else that is no function or type.</summary>
    private string ParseColumnId() => Take(IsColumnName(Current));

    private string ParseTypeOrFunctionId() => Take(IsTypeOrFunctionName(Current));

    private string ParseNonReservedWord() => Take(IsNonReserved(Current));

    /// <summary>Any word at all: after AS or a dot.</summary>
    private string ParseLabel() => Take(At(TokenKind.Identifier));

    private Name ParseName()
    {
        var position = Position;
        return new Name(ParseColumnId()) { Position = position };
    }

    private SyntaxList<Name> ParseNameList() => ParseCommaSeparated(ParseName);

    /// <summary><c>(a, b)</c>, when it is there.</summary>
    private SyntaxList<Name> ParseOptionalNames() => At(TokenKind.LeftParenthesis) ? ParseParenthesized(ParseName) : [];

    private QualifiedName ParseQualifiedName() => ParseDotted(ParseColumnId);

    /// <summary>A qualified name whose first part may be a function or type name too.</summary>
    private QualifiedName ParseFunctionName() => PeekIs(TokenKind.Dot) ? ParseDotted(ParseColumnId) : ParseDotted(ParseTypeOrFunctionId);

    private QualifiedName ParseDotted(Func<string> parseFirst)
    {
        var position = Position;
        var first = parseFirst();
        if (!At(TokenKind.Dot)) return new QualifiedName([first]) { Position = position };
        var parts = new List<string> { first };
        while (Accept(TokenKind.Dot)) parts.Add(ParseLabel());
        return new QualifiedName(ToList(parts)) { Position = position };
    }

    private static QualifiedName SystemName(string name, int position) => new(["pg_catalog", name]) { Position = position };

    private string ParseString()
    {
        if (!At(TokenKind.String)) throw Unexpected();
        var value = StringOf(Current);
        Advance();
        return value;
    }

    private string StringOf(in Token token) => token.Value >= 0 ? tokens.Value(token.Value) : text[(token.Start + 1)..(token.End - 1)];

    /// <summary>A string or any word that is not reserved.</summary>
    private string ParseStringOrWord() => At(TokenKind.String) ? ParseString() : ParseNonReservedWord();

    private int ParseInteger()
    {
        if (!At(TokenKind.Integer)) throw Unexpected();
        var value = int.Parse(TextOf(Current), CultureInfo.InvariantCulture);
        Advance();
        return value;
    }

    private int ParseSignedInteger()
    {
        if (Accept(TokenKind.Minus)) return -ParseInteger();
        Accept(TokenKind.Plus);
        return ParseInteger();
    }

    private bool AtNumber => At(TokenKind.Integer) || At(TokenKind.Number)
        || ((At(TokenKind.Plus) || At(TokenKind.Minus)) && (PeekIs(TokenKind.Integer) || PeekIs(TokenKind.Number)));

    /// <summary>A number with a sign, as text without white space and without plus.</summary>
    private string ParseSignedNumber()
    {
        var isNegative = At(TokenKind.Minus);
        if (isNegative || At(TokenKind.Plus)) Advance();
        if (!At(TokenKind.Integer) && !At(TokenKind.Number)) throw Unexpected();
        var digits = TextOf(Current).ToString();
        Advance();
        return isNegative ? "-" + digits : digits;
    }

    private RoleName ParseRole()
    {
        var token = Current;
        var name = ParseRoleWord();
        var kind = token.Keyword switch
        {
            Keyword.CurrentRole => RoleKind.CurrentRole,
            Keyword.CurrentUser => RoleKind.CurrentUser,
            Keyword.SessionUser => RoleKind.SessionUser,
            // PUBLIC is no key word: the quoted name is the same.
            _ when name == "public" => RoleKind.Public,
            _ => RoleKind.Named,
        };
        return new RoleName(kind, name) { Position = token.Position };
    }

    private string ParseRoleWord() =>
        At(Keyword.CurrentRole) || At(Keyword.CurrentUser) || At(Keyword.SessionUser) ? ParseLabel() : ParseNonReservedWord();

    private SyntaxList<RoleName> ParseRoles() => ParseCommaSeparated(ParseRole);

    private bool ParseIfExists() => Accept(Keyword.If, Keyword.Exists);

    private bool ParseIfNotExists() => Accept(Keyword.If, Keyword.Not, Keyword.Exists);

    /// <summary>CASCADE or RESTRICT; nothing is RESTRICT.</summary>
    private bool ParseCascade()
    {
        if (Accept(Keyword.Cascade)) return true;
        Accept(Keyword.Restrict);
        return false;
    }
}
