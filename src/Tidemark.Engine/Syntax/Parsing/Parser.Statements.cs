using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;

namespace Tidemark.Engine.Syntax.Parsing;

/// <summary>Which statement it is, by its first words.</summary>
internal sealed partial class Parser
{
    private Statement ParseStatement()
    {
        CheckDepth();
        switch (Current.Keyword)
        {
            case Keyword.Select or Keyword.Values or Keyword.Table or Keyword.With or Keyword.Insert or Keyword.Update or Keyword.Delete or Keyword.Merge:
                return ParsePreparable();
            case Keyword.Begin or Keyword.Start: return ParseBegin();
            case Keyword.Commit or Keyword.End: return ParseCommit();
            case Keyword.Rollback or Keyword.Abort: return ParseRollback();
            case Keyword.Savepoint: return ParseSavepoint();
            case Keyword.Release: return ParseRelease();
            case Keyword.Set: return ParseSet();
            case Keyword.Reset: return ParseReset();
            case Keyword.Show: return ParseShow();
            case Keyword.Copy: return ParseCopy();
            case Keyword.Truncate: return ParseTruncate();
            case Keyword.Explain: return ParseExplain();
            case Keyword.Prepare: return ParsePrepare();
            case Keyword.Execute: return ParseExecute();
            case Keyword.Deallocate: return ParseDeallocate();
            case Keyword.Create: return ParseCreate();
        }
        if (At(TokenKind.LeftParenthesis)) return ParsePreparable();
        throw Unexpected();
    }

    /// <summary>SELECT, INSERT, UPDATE, DELETE or MERGE: what can be prepared, explained, or stand in WITH.</summary>
    private Statement ParsePreparable()
    {
        var position = Position;
        var with = At(Keyword.With) ? ParseWith() : null;
        return Current.Keyword switch
        {
            Keyword.Insert => ParseInsert(with),
            Keyword.Update => ParseUpdate(with),
            Keyword.Delete => ParseDelete(with),
            Keyword.Merge => ParseMerge(with),
            _ => new SelectStatement(ParseQueryAfterWith(with)) { Position = position },
        };
    }

    private Statement ParseCreate()
    {
        var position = Position;
        Advance();
        return ParseCreateTable(Definitions.Persistence.Permanent, position);
    }

    private ExplainStatement ParseExplain()
    {
        var position = Position;
        Advance();
        SyntaxList<Option> options = [];
        if (At(TokenKind.LeftParenthesis) && !AtParenthesizedQuery()) options = ParseUtilityOptions();
        else
        {
            var words = new List<Option>();
            if (At(Keyword.Analyze) || At(Keyword.Analyse)) words.Add(TakeFlag("analyze"));
            if (At(Keyword.Verbose)) words.Add(TakeFlag("verbose"));
            options = ToList(words);
        }
        return new ExplainStatement(ParseExplainable(), options) { Position = position };
    }

    private Option TakeFlag(string name)
    {
        var position = Position;
        Advance();
        return new Option(null, name, null) { Position = position };
    }

    private Statement ParseExplainable()
    {
        switch (Current.Keyword)
        {
            case Keyword.Execute: return ParseExecute();
            case Keyword.Create: return ParseCreate();
            default: return ParsePreparable();
        }
    }

    private PrepareStatement ParsePrepare()
    {
        var position = Position;
        Advance();
        var name = ParseColumnId();
        var types = At(TokenKind.LeftParenthesis) ? ParseParenthesized(ParseType) : [];
        Expect(Keyword.As);
        return new PrepareStatement(name, types, ParsePreparable()) { Position = position };
    }

    private ExecuteStatement ParseExecute()
    {
        var position = Position;
        Advance();
        var name = ParseColumnId();
        var arguments = At(TokenKind.LeftParenthesis) ? ParseParenthesized(ParseExpressionItem) : [];
        return new ExecuteStatement(name, arguments) { Position = position };
    }

    private DeallocateStatement ParseDeallocate()
    {
        var position = Position;
        Advance();
        Accept(Keyword.Prepare);
        return new DeallocateStatement(Accept(Keyword.All) ? null : ParseColumnId()) { Position = position };
    }
}
