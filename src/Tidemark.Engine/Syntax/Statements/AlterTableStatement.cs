using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax.Statements;

/// <summary>
/// <c>ALTER TABLE|INDEX|SEQUENCE|VIEW|MATERIALIZED VIEW name actions</c>, save renaming and SET SCHEMA, which have statements of their own.
/// </summary>
internal sealed record AlterTableStatement(ObjectKind Kind, QualifiedName Name, SyntaxList<AlterTableAction> Actions) : Statement
{
    public bool IfExists { get; init; }

    public bool IsOnly { get; init; }
}

/// <summary>One change.</summary>
internal abstract record AlterTableAction : SyntaxNode;

internal sealed record AddColumnAction(ColumnDefinition Column, bool IfNotExists) : AlterTableAction;

internal sealed record DropColumnAction(string Column, bool IfExists, bool Cascade) : AlterTableAction;

/// <summary><c>ALTER COLUMN column [SET DATA] TYPE type [COLLATE ...] [USING ...]</c>.</summary>
internal sealed record AlterColumnTypeAction(string Column, TypeName Type, QualifiedName? Collation, Expression? Using) : AlterTableAction;

/// <summary><c>ALTER COLUMN column SET DEFAULT value</c>, or DROP DEFAULT when the value is null.</summary>
internal sealed record AlterColumnDefaultAction(string Column, Expression? Value) : AlterTableAction;

/// <summary><c>ALTER COLUMN column SET|DROP NOT NULL</c>.</summary>
internal sealed record AlterColumnNullabilityAction(string Column, bool IsNotNull) : AlterTableAction;

/// <summary><c>ALTER COLUMN column DROP EXPRESSION</c>.</summary>
internal sealed record DropColumnExpressionAction(string Column, bool IfExists) : AlterTableAction;

/// <summary><c>ALTER COLUMN column SET STATISTICS target</c>; of an index, the column may be a number.</summary>
internal sealed record AlterColumnStatisticsAction(string Column, int Target) : AlterTableAction;

/// <summary><c>ALTER COLUMN column SET (...)|RESET (...)</c>.</summary>
internal sealed record AlterColumnOptionsAction(string Column, bool IsReset, SyntaxList<Option> Options) : AlterTableAction;

/// <summary><c>ALTER COLUMN column SET STORAGE mode</c>.</summary>
internal sealed record AlterColumnStorageAction(string Column, string Mode) : AlterTableAction;

/// <summary><c>ALTER COLUMN column SET COMPRESSION method</c>.</summary>
internal sealed record AlterColumnCompressionAction(string Column, string Method) : AlterTableAction;

/// <summary><c>ALTER COLUMN column ADD GENERATED ... AS IDENTITY</c>.</summary>
internal sealed record AddIdentityAction(string Column, bool IsAlways, SyntaxList<SequenceOption> Options) : AlterTableAction;

/// <summary><c>ALTER COLUMN column SET GENERATED ...|SET sequence_option|RESTART</c>.</summary>
internal sealed record AlterIdentityAction(string Column, SyntaxList<SequenceOption> Options) : AlterTableAction;

internal sealed record DropIdentityAction(string Column, bool IfExists) : AlterTableAction;

internal sealed record AddConstraintAction(TableConstraint Constraint) : AlterTableAction;

/// <summary><c>ALTER CONSTRAINT name</c> with a new timing.</summary>
internal sealed record AlterConstraintAction(string Constraint, ConstraintTiming Timing) : AlterTableAction;

internal sealed record ValidateConstraintAction(string Constraint) : AlterTableAction;

internal sealed record DropConstraintAction(string Constraint, bool IfExists, bool Cascade) : AlterTableAction;

/// <summary><c>SET (timescaledb.compress, ...)</c>.</summary>
internal sealed record SetOptionsAction(SyntaxList<Option> Options) : AlterTableAction;

/// <summary><c>RESET (...)</c>; a value after a name is ignored by PostgreSQL and kept here.</summary>
internal sealed record ResetOptionsAction(SyntaxList<Option> Options) : AlterTableAction;

internal sealed record ChangeOwnerAction(RoleName Owner) : AlterTableAction;

internal sealed record SetTablespaceAction(string Tablespace) : AlterTableAction;

internal sealed record SetAccessMethodAction(string Method) : AlterTableAction;

/// <summary><c>SET LOGGED|UNLOGGED</c>.</summary>
internal sealed record SetLoggedAction(bool IsLogged) : AlterTableAction;

/// <summary><c>CLUSTER ON index</c>, or SET WITHOUT CLUSTER when the index is null.</summary>
internal sealed record ClusterOnAction(string? Index) : AlterTableAction;

/// <summary><c>SET WITHOUT OIDS</c>: tables have none anyway.</summary>
internal sealed record SetWithoutOidsAction : AlterTableAction;

/// <summary><c>[NO] INHERIT table</c>.</summary>
internal sealed record InheritAction(QualifiedName Parent, bool IsNoInherit) : AlterTableAction;

/// <summary><c>REPLICA IDENTITY DEFAULT|FULL|NOTHING|USING INDEX name</c>.</summary>
internal sealed record ReplicaIdentityAction(string Identity, string? Index) : AlterTableAction;

/// <summary><c>ATTACH PARTITION table bound</c>; of an index, without a bound.</summary>
internal sealed record AttachPartitionAction(QualifiedName Partition, PartitionBound? Bound) : AlterTableAction;

/// <summary><c>DETACH PARTITION table [CONCURRENTLY|FINALIZE]</c>.</summary>
internal sealed record DetachPartitionAction(QualifiedName Partition, bool IsConcurrent, bool IsFinalize) : AlterTableAction;
