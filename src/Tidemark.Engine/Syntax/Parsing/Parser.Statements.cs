using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;

namespace Tidemark.Engine.Syntax.Parsing;

/// <summary>Which statement it is, by its first words; and the small statements.</summary>
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
            case Keyword.Alter: return ParseAlter();
            case Keyword.Drop: return ParseDrop();
            case Keyword.Grant: return ParseGrant();
            case Keyword.Revoke: return ParseRevoke();
            case Keyword.Comment: return ParseComment();
            case Keyword.Call: return ParseCall();
            case Keyword.Do: return ParseDo();
            case Keyword.Declare: return ParseDeclare();
            case Keyword.Fetch or Keyword.Move: return ParseFetchStatement();
            case Keyword.Close: return ParseClose();
            case Keyword.Listen or Keyword.Notify or Keyword.Unlisten: return ParseNotification();
            case Keyword.Vacuum or Keyword.Analyze or Keyword.Analyse: return ParseVacuum();
            case Keyword.Refresh: return ParseRefresh();
            case Keyword.Reindex: return ParseReindex();
            case Keyword.Cluster: return ParseCluster();
            case Keyword.Lock: return ParseLock();
            case Keyword.Discard: return ParseDiscard();
            case Keyword.Checkpoint: return ParseCheckpoint();
            case Keyword.Load:
                Refuse("LOAD", Position);
                break;
            case Keyword.Security when PeekIs(Keyword.Label):
                Refuse("SECURITY LABEL", Position);
                break;
            case Keyword.Import when PeekIs(Keyword.Foreign):
                Refuse("IMPORT FOREIGN SCHEMA", Position);
                break;
            case Keyword.Reassign when PeekIs(Keyword.Owned): return ParseReassignOwned();
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
            case Keyword.Declare: return ParseDeclare();
            case Keyword.Refresh: return ParseRefresh();
            case Keyword.Create:
                var start = _index;
                var created = ParseCreate();
                return created is CreateTableAsStatement or CreateMaterializedViewStatement ? created : throw UnexpectedAt(start);
            default: return ParsePreparable();
        }
    }

    private Statement ParsePrepare()
    {
        var position = Position;
        Advance();
        if (At(Keyword.Transaction) && PeekIs(TokenKind.String))
        {
            Advance();
            return new PrepareTransactionStatement(ParseString()) { Position = position };
        }
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

    private CallStatement ParseCall()
    {
        var position = Position;
        Advance();
        return new CallStatement(ParseFunctionApplication(out _)) { Position = position };
    }

    private DoStatement ParseDo()
    {
        var position = Position;
        Advance();
        string? body = null, language = null;
        while (true)
        {
            if (At(TokenKind.String) && body is null) body = ParseString();
            else if (language is null && Accept(Keyword.Language)) language = ParseStringOrWord();
            else break;
        }
        return body is null ? throw Unexpected() : new DoStatement(body, language) { Position = position };
    }

    private Statement ParseNotification()
    {
        var position = Position;
        var keyword = Current.Keyword;
        Advance();
        if (keyword == Keyword.Listen) return new ListenStatement(ParseColumnId()) { Position = position };
        if (keyword == Keyword.Unlisten) return new UnlistenStatement(Accept(TokenKind.Star) ? null : ParseColumnId()) { Position = position };
        return new NotifyStatement(ParseColumnId(), Accept(TokenKind.Comma) ? ParseString() : null) { Position = position };
    }
}
