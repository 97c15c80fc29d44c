using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Statements;

namespace Tidemark.Engine.Syntax.Printing;

/// <summary>The actions of ALTER TABLE.</summary>
internal sealed partial class SqlWriter
{
    private void AlterAction(AlterTableAction action)
    {
        switch (action)
        {
            case AddColumnAction a: Word("ADD COLUMN ").IfNotExists(a.IfNotExists).Column(a.Column); break;
            case DropColumnAction a: Word("DROP COLUMN ").IfExists(a.IfExists).Identifier(a.Column).Cascade(a.Cascade); break;
            case AddConstraintAction a: Word("ADD ").Constraint(a.Constraint); break;
            case AlterConstraintAction a: Word("ALTER CONSTRAINT ").Identifier(a.Constraint).Timing(a.Timing); break;
            case ValidateConstraintAction a: Word("VALIDATE CONSTRAINT ").Identifier(a.Constraint); break;
            case DropConstraintAction a: Word("DROP CONSTRAINT ").IfExists(a.IfExists).Identifier(a.Constraint).Cascade(a.Cascade); break;
            case SetOptionsAction a: Word("SET ").Parenthesized(a.Options, StorageOption); break;
            case ResetOptionsAction a: Word("RESET ").Parenthesized(a.Options, StorageOption); break;
            case ChangeOwnerAction a: Word("OWNER TO ").Role(a.Owner); break;
            case SetTablespaceAction a: Word("SET TABLESPACE ").Identifier(a.Tablespace); break;
            case SetAccessMethodAction a: Word("SET ACCESS METHOD ").Identifier(a.Method); break;
            case SetLoggedAction a: Word(a.IsLogged ? "SET LOGGED" : "SET UNLOGGED"); break;
            case ClusterOnAction a: Word(a.Index is null ? "SET WITHOUT CLUSTER" : "CLUSTER ON ").IdentifierIf("", a.Index); break;
            case SetWithoutOidsAction: Word("SET WITHOUT OIDS"); break;
            case InheritAction a: Word(a.IsNoInherit ? "NO INHERIT " : "INHERIT ").Name(a.Parent); break;
            case ReplicaIdentityAction a: Word("REPLICA IDENTITY ").Word(a.Index is null ? a.Identity.ToUpperInvariant() : "USING INDEX ").IdentifierIf("", a.Index); break;
            case AttachPartitionAction a: Word("ATTACH PARTITION ").Name(a.Partition).Bound(a.Bound); break;
            case DetachPartitionAction a:
                Word("DETACH PARTITION ").Name(a.Partition).WordIf(a.IsConcurrent, " CONCURRENTLY").WordIf(a.IsFinalize, " FINALIZE");
                break;
            default: AlterColumn(action); break;
        }
    }

    private void AlterColumn(AlterTableAction action)
    {
        Word("ALTER COLUMN ");
        switch (action)
        {
            case AlterColumnTypeAction a:
                Identifier(a.Column).Word(" TYPE ").Type(a.Type).NameIf(" COLLATE ", a.Collation);
                if (a.Using is not null) Word(" USING ").Expression(a.Using);
                break;
            case AlterColumnDefaultAction a:
                Identifier(a.Column).Word(a.Value is null ? " DROP DEFAULT" : " SET DEFAULT ");
                if (a.Value is not null) Expression(a.Value);
                break;
            case AlterColumnNullabilityAction a: Identifier(a.Column).Word(a.IsNotNull ? " SET NOT NULL" : " DROP NOT NULL"); break;
            case DropColumnExpressionAction a: Identifier(a.Column).Word(" DROP EXPRESSION").WordIf(a.IfExists, " IF EXISTS"); break;
            case AlterColumnStatisticsAction a: (int.TryParse(a.Column, out _) ? Word(a.Column) : Identifier(a.Column)).Word($" SET STATISTICS {a.Target}"); break;
            case AlterColumnOptionsAction a: Identifier(a.Column).Word(a.IsReset ? " RESET " : " SET ").Parenthesized(a.Options, StorageOption); break;
            case AlterColumnStorageAction a: Identifier(a.Column).Word(" SET STORAGE ").Identifier(a.Mode); break;
            case AlterColumnCompressionAction a: Identifier(a.Column).Word(" SET COMPRESSION ").Identifier(a.Method); break;
            case AddIdentityAction a: Identifier(a.Column).Word($" ADD GENERATED {Generated(a.IsAlways)} AS IDENTITY").SequenceOptionList(a.Options); break;
            case AlterIdentityAction a: Identifier(a.Column).List(a.Options, IdentityChange, ""); break;
            case DropIdentityAction a: Identifier(a.Column).Word(" DROP IDENTITY").WordIf(a.IfExists, " IF EXISTS"); break;
            default: throw NoPrinter(action);
        }
    }

    private void IdentityChange(SequenceOption option)
    {
        Word(option.Kind == SequenceOptionKind.Restart ? " " : " SET ");
        SequenceOption(option);
    }
}
