using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Syntax.Parsing;

/// <summary>DECLARE, FETCH, MOVE, CLOSE.</summary>
internal sealed partial class Parser
{
    private DeclareCursorStatement ParseDeclare()
    {
        var position = Position;
        Advance();
        var name = ParseColumnId();
        var isBinary = false;
        bool? scroll = null, insensitive = null;
        while (!Accept(Keyword.Cursor))
        {
            if (Accept(Keyword.Binary)) isBinary = true;
            else if (Accept(Keyword.Scroll)) scroll = scroll != false ? true : throw Conflict("SCROLL and NO SCROLL");
            else if (Accept(Keyword.No, Keyword.Scroll)) scroll = scroll != true ? false : throw Conflict("SCROLL and NO SCROLL");
            else if (Accept(Keyword.Asensitive)) insensitive = insensitive != true ? false : throw Conflict("ASENSITIVE and INSENSITIVE");
            else if (Accept(Keyword.Insensitive)) insensitive = insensitive != false ? true : throw Conflict("ASENSITIVE and INSENSITIVE");
            else throw Unexpected();
        }
        var withHold = Accept(Keyword.With, Keyword.Hold);
        if (!withHold) Accept(Keyword.Without, Keyword.Hold);
        Expect(Keyword.For);
        return new DeclareCursorStatement(name, ParseQuery())
        {
            Position = position,
            IsBinary = isBinary,
            Scroll = scroll,
            Insensitive = insensitive,
            WithHold = withHold,
        };
    }

    private static SqlException Conflict(string both) => SyntaxErrors.ConflictingCursorOptions(both);

    private FetchStatement ParseFetchStatement()
    {
        var position = Position;
        var isMove = At(Keyword.Move);
        Advance();
        var (direction, count) = ParseFetchDirection();
        if (!Accept(Keyword.From)) Accept(Keyword.In);
        return new FetchStatement(isMove, direction, count, ParseColumnId()) { Position = position };
    }

    private (FetchDirection Direction, long? Count) ParseFetchDirection()
    {
        if (AtNumber) return (FetchDirection.Forward, ParseSignedInteger());
        if (Accept(Keyword.All)) return (FetchDirection.Forward, null);
        // Before the end, the word is the cursor's name.
        if (Peek().Kind is TokenKind.End or TokenKind.Semicolon) return (FetchDirection.Forward, 1);
        if (Accept(Keyword.Next)) return (FetchDirection.Forward, 1);
        if (Accept(Keyword.Prior)) return (FetchDirection.Backward, 1);
        if (Accept(Keyword.First)) return (FetchDirection.Absolute, 1);
        if (Accept(Keyword.Last)) return (FetchDirection.Absolute, -1);
        if (Accept(Keyword.Absolute)) return (FetchDirection.Absolute, ParseSignedInteger());
        if (Accept(Keyword.Relative)) return (FetchDirection.Relative, ParseSignedInteger());
        if (Accept(Keyword.Forward)) return (FetchDirection.Forward, ParseFetchCount());
        if (Accept(Keyword.Backward)) return (FetchDirection.Backward, ParseFetchCount());
        return (FetchDirection.Forward, 1);
    }

    private long? ParseFetchCount() => Accept(Keyword.All) ? null : AtNumber ? ParseSignedInteger() : 1;

    private CloseStatement ParseClose()
    {
        var position = Position;
        Advance();
        return new CloseStatement(Accept(Keyword.All) ? null : ParseColumnId()) { Position = position };
    }
}
