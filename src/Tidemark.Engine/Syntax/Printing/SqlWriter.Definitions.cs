using Tidemark.Engine.Syntax.Definitions;

namespace Tidemark.Engine.Syntax.Printing;

/// <summary>Columns, constraints, index keys, sequences, signatures.</summary>
internal sealed partial class SqlWriter
{
    private void TableElement(TableElement element)
    {
        switch (element)
        {
            case ColumnDefinition column: Column(column); break;
            case TableConstraint constraint: Constraint(constraint); break;
            case LikeClause like:
                Word("LIKE ").Name(like.Table);
                foreach (var option in like.Options) Word(option.IsIncluding ? " INCLUDING " : " EXCLUDING ").Word(option.Feature.ToString().ToUpperInvariant());
                break;
            default: throw NoPrinter(element);
        }
    }

    private SqlWriter Column(ColumnDefinition column)
    {
        Identifier(column.Name);
        if (column.Type is not null) Word(" ").Type(column.Type);
        IdentifierIf(" COMPRESSION ", column.Compression).NameIf(" COLLATE ", column.Collation);
        foreach (var constraint in column.Constraints) ColumnConstraint(constraint);
        return this;
    }

    private void ColumnConstraint(ColumnConstraint constraint)
    {
        IdentifierIf(" CONSTRAINT ", constraint.Name);
        switch (constraint)
        {
            case NotNullConstraint: Word(" NOT NULL"); break;
            case NullConstraint: Word(" NULL"); break;
            case DefaultConstraint c: Word(" DEFAULT ").Restricted(c.Value); break;
            case ColumnCheckConstraint c: Word(" CHECK (").Expression(c.Condition).Word(")").WordIf(c.IsNoInherit, " NO INHERIT"); break;
            case ColumnUniqueConstraint c:
                Word(c.IsPrimaryKey ? " PRIMARY KEY" : " UNIQUE").WordIf(c.NullsNotDistinct, " NULLS NOT DISTINCT");
                WithOptions(c.Options).IdentifierIf(" USING INDEX TABLESPACE ", c.Tablespace);
                break;
            case ColumnReferencesConstraint c: References(c.Reference); break;
            case GeneratedConstraint c: Word(" GENERATED ALWAYS AS (").Expression(c.Value).Word(") STORED"); break;
            case IdentityConstraint c: Word(" GENERATED ").Word(Generated(c.IsAlways)).Word(" AS IDENTITY").SequenceOptionList(c.Options); break;
            default: throw NoPrinter(constraint);
        }
        Timing(constraint.Timing);
    }

    private static string Generated(bool isAlways) => isAlways ? "ALWAYS" : "BY DEFAULT";

    private SqlWriter Timing(ConstraintTiming timing) => Word(timing switch
    {
        ConstraintTiming.NotDeferrable => " NOT DEFERRABLE",
        ConstraintTiming.Deferrable => " DEFERRABLE",
        ConstraintTiming.InitiallyDeferred => " DEFERRABLE INITIALLY DEFERRED",
        _ => "",
    });

    private SqlWriter References(ForeignKeyReference reference)
    {
        Word(" REFERENCES ").Name(reference.Table).Names(reference.Columns);
        WordIf(reference.Match == ForeignKeyMatch.Full, " MATCH FULL").WordIf(reference.Match == ForeignKeyMatch.Partial, " MATCH PARTIAL");
        if (reference.OnDelete != ReferentialAction.NoAction) Word(" ON DELETE ").Word(Action(reference.OnDelete)).Names(reference.OnDeleteColumns);
        return reference.OnUpdate == ReferentialAction.NoAction ? this : Word(" ON UPDATE ").Word(Action(reference.OnUpdate));
    }

    private static string Action(ReferentialAction action) => action switch
    {
        ReferentialAction.Restrict => "RESTRICT",
        ReferentialAction.Cascade => "CASCADE",
        ReferentialAction.SetNull => "SET NULL",
        ReferentialAction.SetDefault => "SET DEFAULT",
        _ => "NO ACTION",
    };

    private SqlWriter Constraint(TableConstraint constraint)
    {
        if (constraint.Name is not null) Word("CONSTRAINT ").Identifier(constraint.Name).Word(" ");
        switch (constraint)
        {
            case CheckConstraint c: Word("CHECK (").Expression(c.Condition).Word(")").WordIf(c.IsNoInherit, " NO INHERIT"); break;
            case ForeignKeyConstraint c: Word("FOREIGN KEY ").Parenthesized(c.Columns, NameItem).References(c.Reference); break;
            case UniqueConstraint c:
                Word(c.IsPrimaryKey ? "PRIMARY KEY" : "UNIQUE").WordIf(c.NullsNotDistinct, " NULLS NOT DISTINCT").Names(c.Columns);
                IdentifierIf(" USING INDEX ", c.ExistingIndex).ParenthesizedIf(" INCLUDE ", c.Include, NameItem);
                WithOptions(c.Options).IdentifierIf(" USING INDEX TABLESPACE ", c.Tablespace);
                break;
            case ExcludeConstraint c:
                Word("EXCLUDE ").IdentifierIf("USING ", c.Method).WordIf(c.Method is not null, " ");
                Parenthesized(c.Elements, e => Key(e.Element).Word(" WITH ").Operator(e.Operator)).ParenthesizedIf(" INCLUDE ", c.Include, NameItem);
                WithOptions(c.Options).IdentifierIf(" USING INDEX TABLESPACE ", c.Tablespace);
                if (c.Where is not null) Word(" WHERE (").Expression(c.Where).Word(")");
                break;
            default: throw NoPrinter(constraint);
        }
        return Timing(constraint.Timing).WordIf(constraint.IsNotValid, " NOT VALID");
    }

    private SqlWriter Key(IndexElement element)
    {
        if (element.Column is not null) Identifier(element.Column);
        else Word("(").Expression(element.Value!).Word(")");
        NameIf(" COLLATE ", element.Collation).NameIf(" ", element.OperatorClass).ParenthesizedIf(" ", element.OperatorClassOptions, StorageOption);
        return Ordering(element.Direction, element.Nulls);
    }

    private void KeyItem(IndexElement element) => Key(element);

    private SqlWriter SequenceOptionList(SyntaxList<SequenceOption> options) => options.IsEmpty ? this : Word(" (").List(options, SequenceOption, " ").Word(")");

    private void SequenceOption(SequenceOption option)
    {
        Word(option.Kind switch
        {
            SequenceOptionKind.As => "AS ",
            SequenceOptionKind.Increment => "INCREMENT BY ",
            SequenceOptionKind.MinValue => "MINVALUE ",
            SequenceOptionKind.NoMinValue => "NO MINVALUE",
            SequenceOptionKind.MaxValue => "MAXVALUE ",
            SequenceOptionKind.NoMaxValue => "NO MAXVALUE",
            SequenceOptionKind.Start => "START WITH ",
            SequenceOptionKind.Restart => option.Value is null ? "RESTART" : "RESTART WITH ",
            SequenceOptionKind.Cache => "CACHE ",
            SequenceOptionKind.Cycle => "CYCLE",
            SequenceOptionKind.NoCycle => "NO CYCLE",
            SequenceOptionKind.OwnedBy => "OWNED BY ",
            SequenceOptionKind.SequenceName => "SEQUENCE NAME ",
            SequenceOptionKind.GeneratedAlways => "GENERATED ALWAYS",
            _ => "GENERATED BY DEFAULT",
        });
        Word(option.Value ?? "");
        if (option.Type is not null) Type(option.Type);
        NameIf("", option.Name);
    }

    private SqlWriter PartitionBy(PartitionSpecification? partition) => partition is null ? this
        : Word(" PARTITION BY ").Identifier(partition.Strategy).Word(" ").Parenthesized(partition.Keys, PartitionKey);

    private void PartitionKey(PartitionKey key)
    {
        if (key.Column is not null) Identifier(key.Column);
        else Word("(").Expression(key.Value!).Word(")");
        NameIf(" COLLATE ", key.Collation).NameIf(" ", key.OperatorClass);
    }

    private SqlWriter Bound(PartitionBound? bound) => bound?.Kind switch
    {
        null => this,
        PartitionBoundKind.Default => Word(" DEFAULT"),
        PartitionBoundKind.List => Word(" FOR VALUES IN ").Arguments(bound.Values),
        PartitionBoundKind.Range => Word(" FOR VALUES FROM ").Arguments(bound.Values).Word(" TO ").Arguments(bound.To),
        _ => Word($" FOR VALUES WITH (MODULUS {bound.Modulus}, REMAINDER {bound.Remainder})"),
    };

    private void Parameter(FunctionParameter parameter)
    {
        Word(parameter.Mode switch
        {
            ParameterMode.In => "IN ",
            ParameterMode.Out => "OUT ",
            ParameterMode.InOut => "INOUT ",
            ParameterMode.Variadic => "VARIADIC ",
            _ => "",
        });
        if (parameter.Name is not null) Identifier(parameter.Name).Word(" ");
        Type(parameter.Type);
        if (parameter.Default is not null) Word(" DEFAULT ").Expression(parameter.Default);
    }

    private void Signature(FunctionSignature signature)
    {
        Name(signature.Name);
        if (signature.Parameters is { } parameters) Parenthesized(parameters, Parameter);
    }

    /// <summary>The words for a kind of object.</summary>
    private static string Words(ObjectKind kind) => kind switch
    {
        ObjectKind.MaterializedView => "MATERIALIZED VIEW",
        ObjectKind.ForeignDataWrapper => "FOREIGN DATA WRAPPER",
        ObjectKind.ForeignServer => "FOREIGN SERVER",
        ObjectKind.LargeObject => "LARGE OBJECT",
        ObjectKind.DomainConstraint => "CONSTRAINT",
        _ => kind.ToString().ToUpperInvariant(),
    };
}
