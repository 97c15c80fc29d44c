using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;

namespace Tidemark.Engine.Syntax.Parsing;

/// <summary>ALTER TABLE, INDEX, VIEW, MATERIALIZED VIEW, SEQUENCE.</summary>
internal sealed partial class Parser
{
    private Statement ParseAlterRelation(int position)
    {
        var kind = ParseObjectKind() ?? throw Unexpected();
        if (At(Keyword.All, Keyword.In)) Refuse("moving all objects of a tablespace", position);
        var ifExists = ParseIfExists();
        var table = kind == ObjectKind.Table ? ParseTableReference() : null;
        var name = table?.Name ?? ParseQualifiedName();
        var isOnly = table?.IsOnly ?? false;
        if (Accept(Keyword.Rename)) return ParseRename(kind, name, position) with { IfExists = ifExists, IsOnly = isOnly };
        if (Accept(Keyword.Set, Keyword.Schema))
            return new SetSchemaStatement(kind, name, ParseColumnId()) { Position = position, IfExists = ifExists, IsOnly = isOnly };
        if (kind == ObjectKind.Sequence && ParseSequenceOptions() is { IsEmpty: false } options)
            return new AlterSequenceStatement(name, options, ifExists) { Position = position };
        return new AlterTableStatement(kind, name, ParseCommaSeparated(ParseAlterAction)) { Position = position, IfExists = ifExists, IsOnly = isOnly };
    }

    private RenameStatement ParseRename(ObjectKind kind, QualifiedName name, int position)
    {
        if (Accept(Keyword.To)) return new RenameStatement(kind, kind, name, null, ParseColumnId()) { Position = position };
        var part = ObjectKind.Column;
        if (kind == ObjectKind.Table && Accept(Keyword.Constraint)) part = ObjectKind.Constraint;
        else if (kind is ObjectKind.Index or ObjectKind.Sequence) throw Unexpected();
        else Accept(Keyword.Column);
        var old = ParseColumnId();
        Expect(Keyword.To);
        return new RenameStatement(part, kind, name, old, ParseColumnId()) { Position = position };
    }

    private AlterTableAction ParseAlterAction()
    {
        var position = Position;
        return ParseAlterActionBody(position) with { Position = position };
    }

    private AlterTableAction ParseAlterActionBody(int position)
    {
        switch (Current.Keyword)
        {
            case Keyword.Add:
                Advance();
                return ParseAdd();
            case Keyword.Alter:
                Advance();
                return ParseAlterPart();
            case Keyword.Drop:
                Advance();
                return ParseDropPart();
            case Keyword.Set:
                Advance();
                return ParseSetAction();
            case Keyword.Reset:
                Advance();
                return new ResetOptionsAction(ParseStorageOptions());
            case Keyword.Validate:
                Advance();
                Expect(Keyword.Constraint);
                return new ValidateConstraintAction(ParseColumnId());
            case Keyword.Owner:
                Advance();
                Expect(Keyword.To);
                return new ChangeOwnerAction(ParseRole());
            case Keyword.Cluster:
                Advance();
                Expect(Keyword.On);
                return new ClusterOnAction(ParseColumnId());
            case Keyword.Inherit:
                Advance();
                return new InheritAction(ParseQualifiedName(), IsNoInherit: false);
            case Keyword.No when PeekIs(Keyword.Inherit):
                Advance();
                Advance();
                return new InheritAction(ParseQualifiedName(), IsNoInherit: true);
            case Keyword.Replica:
                Advance();
                Expect(Keyword.Identity);
                return ParseReplicaIdentity();
            case Keyword.Attach:
                Advance();
                Expect(Keyword.Partition);
                var attached = ParseQualifiedName();
                return new AttachPartitionAction(attached, Current.Keyword is Keyword.For or Keyword.Default ? ParsePartitionBound() : null);
            case Keyword.Detach:
                Advance();
                Expect(Keyword.Partition);
                return new DetachPartitionAction(ParseQualifiedName(), Accept(Keyword.Concurrently), Accept(Keyword.Finalize));
        }
        RefuseAlterAction(position);
        throw Unexpected();
    }

    /// <summary>Refuses an action that Tidemark does not have by its words; else returns.</summary>
    private void RefuseAlterAction(int position)
    {
        var what = Current.Keyword switch
        {
            Keyword.Enable or Keyword.Disable => PeekIs(Keyword.Row) ? "ROW LEVEL SECURITY"
                : PeekIs(Keyword.Rule) || PeekIs(Keyword.Rule, 2) ? "RULE" : "TRIGGER",
            Keyword.Force or Keyword.No => "ROW LEVEL SECURITY",
            Keyword.Of or Keyword.Not => "OF",
            Keyword.Options => "OPTIONS",
            Keyword.Depends => "DEPENDS ON EXTENSION",
            _ => null,
        };
        if (what is null) return;
        var verb = Current.Keyword is Keyword.Enable or Keyword.Disable or Keyword.Force ? Keywords.Spelling(Current.Keyword).ToUpperInvariant() + " " : "";
        Refuse($"ALTER TABLE ... {verb}{what}", position);
    }

    private AlterTableAction ParseAdd()
    {
        if (AtTableConstraint()) return new AddConstraintAction(ParseTableConstraint());
        Accept(Keyword.Column);
        var ifNotExists = ParseIfNotExists();
        return new AddColumnAction(ParseColumnDefinition(), ifNotExists);
    }

    private AlterTableAction ParseDropPart()
    {
        if (Accept(Keyword.Constraint))
        {
            var constraintIfExists = ParseIfExists();
            return new DropConstraintAction(ParseColumnId(), constraintIfExists, ParseCascade());
        }
        Accept(Keyword.Column);
        var ifExists = ParseIfExists();
        return new DropColumnAction(ParseColumnId(), ifExists, ParseCascade());
    }

    private AlterTableAction ParseSetAction()
    {
        switch (Current.Keyword)
        {
            case Keyword.Logged or Keyword.Unlogged:
                var isLogged = At(Keyword.Logged);
                Advance();
                return new SetLoggedAction(isLogged);
            case Keyword.Tablespace:
                Advance();
                return new SetTablespaceAction(ParseColumnId());
            case Keyword.Access:
                Advance();
                Expect(Keyword.Method);
                return new SetAccessMethodAction(ParseColumnId());
            case Keyword.Without:
                Advance();
                if (Accept(Keyword.Cluster)) return new ClusterOnAction(null);
                Expect(Keyword.Oids);
                return new SetWithoutOidsAction();
            default:
                return new SetOptionsAction(ParseStorageOptions());
        }
    }

    private ReplicaIdentityAction ParseReplicaIdentity()
    {
        if (Accept(Keyword.Using, Keyword.Index)) return new ReplicaIdentityAction("index", ParseColumnId());
        if (Current.Keyword is not (Keyword.Default or Keyword.Full or Keyword.Nothing)) throw Unexpected();
        return new ReplicaIdentityAction(ParseLabel(), null);
    }

    private AlterTableAction ParseAlterPart()
    {
        if (Accept(Keyword.Constraint))
        {
            var constraint = ParseColumnId();
            return new AlterConstraintAction(constraint, ParseTiming());
        }
        Accept(Keyword.Column);
        if (At(TokenKind.Integer))
        {
            // A column of an index, by its number.
            var number = ParseInteger();
            Expect(Keyword.Set, Keyword.Statistics);
            return new AlterColumnStatisticsAction(number.ToString(), ParseSignedInteger());
        }
        var column = ParseColumnId();
        switch (Current.Keyword)
        {
            case Keyword.Type:
                Advance();
                return ParseColumnType(column);
            case Keyword.Set when PeekIs(Keyword.Data):
                Advance();
                Advance();
                Expect(Keyword.Type);
                return ParseColumnType(column);
            case Keyword.Set when !IsSequenceWord(Peek().Keyword):
                Advance();
                return ParseColumnSet(column);
            case Keyword.Set or Keyword.Restart:
                return new AlterIdentityAction(column, ParseIdentityChanges());
            case Keyword.Drop:
                Advance();
                return ParseColumnDrop(column);
            case Keyword.Reset:
                Advance();
                return new AlterColumnOptionsAction(column, IsReset: true, ParseStorageOptions());
            case Keyword.Add:
                Advance();
                Expect(Keyword.Generated);
                var isAlways = ParseGeneratedWhen();
                Expect(Keyword.As, Keyword.Identity);
                return new AddIdentityAction(column, isAlways, ParseParenthesizedSequenceOptions());
            case Keyword.Options:
                Refuse("ALTER COLUMN ... OPTIONS", Position);
                break;
        }
        throw Unexpected();
    }

    private AlterColumnTypeAction ParseColumnType(string column)
    {
        var type = ParseType();
        var collation = Accept(Keyword.Collate) ? ParseQualifiedName() : null;
        return new AlterColumnTypeAction(column, type, collation, Accept(Keyword.Using) ? ParseExpression() : null);
    }

    private static bool IsSequenceWord(Keyword keyword) => keyword is Keyword.Generated or Keyword.As or Keyword.Cache or Keyword.Maxvalue
        or Keyword.Minvalue or Keyword.Increment or Keyword.Start or Keyword.Restart or Keyword.Cycle or Keyword.No or Keyword.Owned or Keyword.Sequence;

    private AlterTableAction ParseColumnSet(string column)
    {
        if (Accept(Keyword.Default)) return new AlterColumnDefaultAction(column, ParseExpression());
        if (Accept(Keyword.Not, Keyword.Null)) return new AlterColumnNullabilityAction(column, IsNotNull: true);
        if (Accept(Keyword.Statistics)) return new AlterColumnStatisticsAction(column, ParseSignedInteger());
        if (Accept(Keyword.Storage)) return new AlterColumnStorageAction(column, ParseColumnId());
        if (Accept(Keyword.Compression)) return new AlterColumnCompressionAction(column, Accept(Keyword.Default) ? "default" : ParseColumnId());
        return new AlterColumnOptionsAction(column, IsReset: false, ParseStorageOptions());
    }

    private AlterTableAction ParseColumnDrop(string column)
    {
        if (Accept(Keyword.Default)) return new AlterColumnDefaultAction(column, null);
        if (Accept(Keyword.Not, Keyword.Null)) return new AlterColumnNullabilityAction(column, IsNotNull: false);
        if (Accept(Keyword.Expression)) return new DropColumnExpressionAction(column, ParseIfExists());
        Expect(Keyword.Identity);
        return new DropIdentityAction(column, ParseIfExists());
    }

    private SyntaxList<SequenceOption> ParseIdentityChanges()
    {
        var changes = new List<SequenceOption>();
        while (true)
        {
            var position = Position;
            if (At(Keyword.Restart)) changes.Add(ParseSequenceOption()!);
            else if (Accept(Keyword.Set))
            {
                if (Accept(Keyword.Generated))
                {
                    var kind = ParseGeneratedWhen() ? SequenceOptionKind.GeneratedAlways : SequenceOptionKind.GeneratedByDefault;
                    changes.Add(new SequenceOption(kind) { Position = position });
                }
                else changes.Add(ParseSequenceOption() ?? throw Unexpected());
            }
            else return ToList(changes);
        }
    }
}
