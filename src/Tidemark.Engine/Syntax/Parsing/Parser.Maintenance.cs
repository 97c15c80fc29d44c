using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;

namespace Tidemark.Engine.Syntax.Parsing;

/// <summary>VACUUM, ANALYZE, REINDEX, CLUSTER, LOCK, DISCARD, CHECKPOINT.</summary>
internal sealed partial class Parser
{
    private VacuumStatement ParseVacuum()
    {
        var position = Position;
        var isVacuum = At(Keyword.Vacuum);
        Advance();
        SyntaxList<Option> options;
        if (At(TokenKind.LeftParenthesis)) options = ParseUtilityOptions();
        else
        {
            var words = new List<Option>();
            if (isVacuum && At(Keyword.Full)) words.Add(TakeFlag("full"));
            if (isVacuum && At(Keyword.Freeze)) words.Add(TakeFlag("freeze"));
            if (At(Keyword.Verbose)) words.Add(TakeFlag("verbose"));
            if (isVacuum && Current.Keyword is Keyword.Analyze or Keyword.Analyse) words.Add(TakeFlag("analyze"));
            options = ToList(words);
        }
        var targets = IsColumnName(Current) ? ParseCommaSeparated(ParseVacuumTarget) : [];
        return new VacuumStatement(isVacuum, options, targets) { Position = position };
    }

    private VacuumTarget ParseVacuumTarget()
    {
        var table = ParseQualifiedName();
        return new VacuumTarget(table, ParseOptionalNames()) { Position = table.Position };
    }

    private ReindexStatement ParseReindex()
    {
        var position = Position;
        Advance();
        var options = At(TokenKind.LeftParenthesis) ? ParseUtilityOptions() : [];
        var kind = Current.Keyword switch
        {
            Keyword.Index => ReindexKind.Index,
            Keyword.Table => ReindexKind.Table,
            Keyword.Schema => ReindexKind.Schema,
            Keyword.System => ReindexKind.System,
            Keyword.Database => ReindexKind.Database,
            _ => throw Unexpected(),
        };
        Advance();
        var isConcurrent = Accept(Keyword.Concurrently);
        var name = kind is ReindexKind.Index or ReindexKind.Table ? ParseQualifiedName() : ParseSingleName();
        return new ReindexStatement(kind, name, isConcurrent, options) { Position = position };
    }

    private ClusterStatement ParseCluster()
    {
        var position = Position;
        Advance();
        SyntaxList<Option> options = [];
        if (At(TokenKind.LeftParenthesis)) options = ParseUtilityOptions();
        else if (At(Keyword.Verbose)) options = [TakeFlag("verbose")];
        if (!IsColumnName(Current)) return new ClusterStatement(null, null, options) { Position = position };
        var name = ParseQualifiedName();
        if (Accept(Keyword.Using)) return new ClusterStatement(name, ParseColumnId(), options) { Position = position };
        // The old spelling has the index first.
        if (name.Parts.Count == 1 && Accept(Keyword.On)) return new ClusterStatement(ParseQualifiedName(), name.Object, options) { Position = position };
        return new ClusterStatement(name, null, options) { Position = position };
    }

    private LockStatement ParseLock()
    {
        var position = Position;
        Advance();
        Accept(Keyword.Table);
        var tables = ParseCommaSeparated(ParseTruncateTarget);
        var mode = LockMode.AccessExclusive;
        if (Accept(Keyword.In))
        {
            mode = ParseLockMode();
            Expect(Keyword.Mode);
        }
        return new LockStatement(tables, mode, Accept(Keyword.Nowait)) { Position = position };
    }

    private LockMode ParseLockMode()
    {
        if (Accept(Keyword.Access))
        {
            if (Accept(Keyword.Share)) return LockMode.AccessShare;
            Expect(Keyword.Exclusive);
            return LockMode.AccessExclusive;
        }
        if (Accept(Keyword.Row))
        {
            if (Accept(Keyword.Share)) return LockMode.RowShare;
            Expect(Keyword.Exclusive);
            return LockMode.RowExclusive;
        }
        if (Accept(Keyword.Exclusive)) return LockMode.Exclusive;
        Expect(Keyword.Share);
        if (Accept(Keyword.Update))
        {
            Expect(Keyword.Exclusive);
            return LockMode.ShareUpdateExclusive;
        }
        if (!Accept(Keyword.Row)) return LockMode.Share;
        Expect(Keyword.Exclusive);
        return LockMode.ShareRowExclusive;
    }

    private DiscardStatement ParseDiscard()
    {
        var position = Position;
        Advance();
        var target = Current.Keyword switch
        {
            Keyword.All => DiscardTarget.All,
            Keyword.Plans => DiscardTarget.Plans,
            Keyword.Sequences => DiscardTarget.Sequences,
            Keyword.Temp or Keyword.Temporary => DiscardTarget.Temporary,
            _ => throw Unexpected(),
        };
        Advance();
        return new DiscardStatement(target) { Position = position };
    }

    private CheckpointStatement ParseCheckpoint()
    {
        var position = Position;
        Advance();
        return new CheckpointStatement { Position = position };
    }
}
