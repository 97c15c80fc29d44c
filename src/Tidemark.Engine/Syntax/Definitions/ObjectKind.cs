namespace Tidemark.Engine.Syntax.Definitions;

/// <summary>The kinds of objects that DROP, COMMENT, GRANT, ALTER ... RENAME and their kin speak of.</summary>
internal enum ObjectKind
{
    Table,
    View,
    MaterializedView,
    Index,
    Sequence,
    Column,
    Constraint,
    DomainConstraint,
    Schema,
    Database,
    Extension,
    Type,
    Domain,
    Attribute,
    Function,
    Procedure,
    Routine,
    Aggregate,
    Role,
    Language,
    Tablespace,
    LargeObject,
    Parameter,
    ForeignDataWrapper,
    ForeignServer,
}
