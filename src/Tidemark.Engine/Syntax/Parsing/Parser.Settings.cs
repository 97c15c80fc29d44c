using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Syntax.Parsing;

/// <summary>SET, RESET, SHOW.</summary>
internal sealed partial class Parser
{
    private Statement ParseSet()
    {
        var position = Position;
        Advance();
        if (At(Keyword.Constraints)) return ParseSetConstraints(position);
        var scope = SettingScope.Session;
        if (At(Keyword.Local) && !AtAssignment(1))
        {
            Advance();
            scope = SettingScope.Local;
        }
        else if (At(Keyword.Session) && Peek().Keyword is not (Keyword.Authorization or Keyword.Characteristics) && !AtAssignment(1)) Advance();
        if (Accept(Keyword.Transaction))
        {
            if (Accept(Keyword.Snapshot)) return new SetTransactionSnapshotStatement(ParseString()) { Position = position };
            return new SetTransactionStatement(ParseTransactionModes(isRequired: true), IsSessionDefault: false, scope == SettingScope.Local) { Position = position };
        }
        if (Accept(Keyword.Session, Keyword.Characteristics))
        {
            Expect(Keyword.As, Keyword.Transaction);
            return new SetTransactionStatement(ParseTransactionModes(isRequired: true), IsSessionDefault: true) { Position = position };
        }
        return ParseSetRest(scope, position);
    }

    /// <summary>Whether TO, = or a dot is there, so that the word before it is a setting's name.</summary>
    private bool AtAssignment(int ahead) => PeekIs(Keyword.To, ahead) || PeekIs(TokenKind.Equals, ahead) || PeekIs(TokenKind.Dot, ahead);

    /// <summary>What follows SET, also in ALTER ROLE, ALTER DATABASE and CREATE FUNCTION.</summary>
    private SetStatement ParseSetRest(SettingScope scope, int position)
    {
        if (!AtAssignment(1) && ParseSpecialSetting(scope, position) is { } special) return special;
        var name = ParseSettingName();
        if (Accept(Keyword.From, Keyword.Current)) return new SetStatement(scope, name, []) { FromCurrent = true, Position = position };
        if (!Accept(Keyword.To)) Expect(TokenKind.Equals);
        if (Accept(Keyword.Default)) return new SetStatement(scope, name, []) { Position = position };
        return new SetStatement(scope, name, ParseCommaSeparated(ParseSettingValue)) { Position = position };
    }

    /// <summary>The settings that SQL spells in its own way; null, and nothing taken, when there is none.</summary>
    private SetStatement? ParseSpecialSetting(SettingScope scope, int position)
    {
        switch (Current.Keyword)
        {
            case Keyword.Time when PeekIs(Keyword.Zone):
                Advance();
                Advance();
                return new SetStatement(scope, "timezone", ParseTimeZoneValue()) { Position = position };
            case Keyword.Schema:
                Advance();
                return new SetStatement(scope, "search_path", [ParseStringLiteral()]) { Position = position };
            case Keyword.Names:
                Advance();
                if (At(TokenKind.String)) return new SetStatement(scope, "client_encoding", [ParseStringLiteral()]) { Position = position };
                Accept(Keyword.Default);
                return new SetStatement(scope, "client_encoding", []) { Position = position };
            case Keyword.Role:
                Advance();
                return new SetStatement(scope, "role", [ParseWordLiteral()]) { Position = position };
            case Keyword.Session when PeekIs(Keyword.Authorization):
                Advance();
                Advance();
                return new SetStatement(scope, "session_authorization", Accept(Keyword.Default) ? [] : [ParseWordLiteral()]) { Position = position };
            case Keyword.Catalog:
                Refuse("SET CATALOG", position);
                return null;
            case Keyword.Xml:
                Refuse("SET XML OPTION", position);
                return null;
            default:
                return null;
        }
    }

    private string ParseSettingName()
    {
        var name = ParseColumnId();
        while (Accept(TokenKind.Dot)) name = $"{name}.{ParseColumnId()}";
        return name;
    }

    private Expression ParseSettingValue()
    {
        var position = Position;
        if (AtNumber) return MakeNumber(ParseSignedNumber(), position);
        if (At(TokenKind.String)) return ParseStringLiteral();
        return new StringLiteral(ParseBooleanOrWord() ?? throw Unexpected()) { Position = position };
    }

    private StringLiteral ParseStringLiteral()
    {
        var position = Position;
        return new StringLiteral(ParseString()) { Position = position };
    }

    private StringLiteral ParseWordLiteral()
    {
        var position = Position;
        return new StringLiteral(ParseStringOrWord()) { Position = position };
    }

    private SyntaxList<Expression> ParseTimeZoneValue()
    {
        var position = Position;
        if (Accept(Keyword.Default) || Accept(Keyword.Local)) return [];
        if (!At(Keyword.Interval)) return AtNumber || At(TokenKind.String) || Current.Keyword == Keyword.NotKeyword ? [ParseSettingValue()] : throw Unexpected();
        if (!AtTypedLiteral())
        {
            Advance();
            throw Unexpected();
        }
        var value = ParseTypedLiteral();
        if (value.Type.IntervalFields is not (null or "hour" or "hour to minute"))
            throw SyntaxErrors.Rule("time zone interval must be HOUR or HOUR TO MINUTE", PositionBehindLiteral(position));
        return [value];
    }

    /// <summary>The string and then the fields follow the word INTERVAL at <paramref name="position"/>: the place of the first field.</summary>
    private int PositionBehindLiteral(int position)
    {
        var index = _index;
        while (tokens[index].Kind != TokenKind.String && tokens[index].Position > position) index--;
        return tokens[index + 1].Position;
    }

    private ResetStatement ParseReset()
    {
        var position = Position;
        Advance();
        return new ResetStatement(ParseSettingToShow()) { Position = position };
    }

    private ShowStatement ParseShow()
    {
        var position = Position;
        Advance();
        return new ShowStatement(ParseSettingToShow()) { Position = position };
    }

    private string? ParseSettingToShow()
    {
        if (Accept(Keyword.All)) return null;
        if (Accept(Keyword.Time, Keyword.Zone)) return "timezone";
        if (Accept(Keyword.Transaction, Keyword.Isolation, Keyword.Level)) return "transaction_isolation";
        if (Accept(Keyword.Session, Keyword.Authorization)) return "session_authorization";
        return ParseSettingName();
    }

    private SetConstraintsStatement ParseSetConstraints(int position)
    {
        Advance();
        var names = Accept(Keyword.All) ? [] : ParseCommaSeparated(ParseQualifiedName);
        var isDeferred = Accept(Keyword.Deferred);
        if (!isDeferred) Expect(Keyword.Immediate);
        return new SetConstraintsStatement(names, isDeferred) { Position = position };
    }
}
