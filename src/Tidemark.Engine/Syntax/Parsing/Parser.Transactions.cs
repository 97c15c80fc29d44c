using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Engine.Syntax.Statements;

namespace Tidemark.Engine.Syntax.Parsing;

/// <summary>Transactions and savepoints.</summary>
internal sealed partial class Parser
{
    private BeginStatement ParseBegin()
    {
        var position = Position;
        var isStart = At(Keyword.Start);
        Advance();
        if (isStart) Expect(Keyword.Transaction);
        else AcceptTransactionWord();
        return new BeginStatement(ParseTransactionModes(isRequired: false), isStart) { Position = position };
    }

    private void AcceptTransactionWord()
    {
        if (!Accept(Keyword.Work)) Accept(Keyword.Transaction);
    }

    /// <summary>Modes with or without commas between them.</summary>
    private TransactionModes ParseTransactionModes(bool isRequired)
    {
        var modes = TransactionModes.None with { Position = Position };
        var isFirst = true;
        while (true)
        {
            var hadComma = !isFirst && Accept(TokenKind.Comma);
            if (Accept(Keyword.Isolation)) modes = modes with { Isolation = ParseIsolationLevel() };
            else if (Accept(Keyword.Read))
            {
                var isReadOnly = Accept(Keyword.Only);
                if (!isReadOnly) Expect(Keyword.Write);
                modes = modes with { IsReadOnly = isReadOnly };
            }
            else if (Accept(Keyword.Deferrable)) modes = modes with { IsDeferrable = true };
            else if (Accept(Keyword.Not, Keyword.Deferrable)) modes = modes with { IsDeferrable = false };
            else if (hadComma || (isFirst && isRequired)) throw Unexpected();
            else return modes;
            isFirst = false;
        }
    }

    private IsolationLevel ParseIsolationLevel()
    {
        Expect(Keyword.Level);
        if (Accept(Keyword.Serializable)) return IsolationLevel.Serializable;
        if (Accept(Keyword.Repeatable))
        {
            Expect(Keyword.Read);
            return IsolationLevel.RepeatableRead;
        }
        Expect(Keyword.Read);
        if (Accept(Keyword.Committed)) return IsolationLevel.ReadCommitted;
        Expect(Keyword.Uncommitted);
        return IsolationLevel.ReadUncommitted;
    }

    private Statement ParseCommit()
    {
        var position = Position;
        var isCommit = At(Keyword.Commit);
        Advance();
        if (isCommit && Accept(Keyword.Prepared)) return new CommitPreparedStatement(ParseString()) { Position = position };
        AcceptTransactionWord();
        return new CommitStatement(ParseAndChain()) { Position = position };
    }

    private Statement ParseRollback()
    {
        var position = Position;
        var isRollback = At(Keyword.Rollback);
        Advance();
        if (isRollback && Accept(Keyword.Prepared)) return new RollbackPreparedStatement(ParseString()) { Position = position };
        AcceptTransactionWord();
        if (!isRollback || !Accept(Keyword.To)) return new RollbackStatement(ParseAndChain()) { Position = position };
        Accept(Keyword.Savepoint);
        return new RollbackToSavepointStatement(ParseColumnId()) { Position = position };
    }

    private bool ParseAndChain()
    {
        if (!Accept(Keyword.And)) return false;
        var isNo = Accept(Keyword.No);
        Expect(Keyword.Chain);
        return !isNo;
    }

    private SavepointStatement ParseSavepoint()
    {
        var position = Position;
        Advance();
        return new SavepointStatement(ParseColumnId()) { Position = position };
    }

    private ReleaseSavepointStatement ParseRelease()
    {
        var position = Position;
        Advance();
        Accept(Keyword.Savepoint);
        return new ReleaseSavepointStatement(ParseColumnId()) { Position = position };
    }
}
