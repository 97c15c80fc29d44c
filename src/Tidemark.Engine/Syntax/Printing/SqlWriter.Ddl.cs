using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;

namespace Tidemark.Engine.Syntax.Printing;

/// <summary>Statements that define, change and drop objects.</summary>
internal sealed partial class SqlWriter
{
    private SqlWriter Definition(Statement statement) => statement switch
    {
        CreateTableStatement s => CreateTable(s),
        CreateTableAsStatement s => Word("CREATE ").PersistenceWord(s.Persistence).Word("TABLE ").IfNotExists(s.IfNotExists).Name(s.Name).Names(s.Columns)
            .IdentifierIf(" USING ", s.AccessMethod).WithOptions(s.Options).OnCommit(s.OnCommit).IdentifierIf(" TABLESPACE ", s.Tablespace)
            .Word(" AS ").Statement(s.Source).WordIf(!s.WithData, " WITH NO DATA"),
        AlterTableStatement s => Word($"ALTER {Words(s.Kind)} ").IfExists(s.IfExists).WordIf(s.IsOnly, "ONLY ").Name(s.Name).Word(" ").List(s.Actions, AlterAction),
        RenameStatement s => Rename(s),
        SetSchemaStatement s => Word($"ALTER {Words(s.Kind)} ").IfExists(s.IfExists).WordIf(s.IsOnly, "ONLY ").Subject(s.Name, s.Function)
            .Word(" SET SCHEMA ").Identifier(s.Schema),
        ChangeOwnerStatement s => Word($"ALTER {Words(s.Kind)} ").Subject(s.Name, s.Function).Word(" OWNER TO ").Role(s.Owner),
        DropStatement s => Word($"DROP {Words(s.Kind)} ").WordIf(s.IsConcurrent, "CONCURRENTLY ").IfExists(s.IfExists).List(s.Names, QualifiedItem).Cascade(s.Cascade),
        DropFunctionStatement s => Word($"DROP {Words(s.Kind)} ").IfExists(s.IfExists).List(s.Functions, Signature).Cascade(s.Cascade),
        CreateIndexStatement s => CreateIndex(s),
        CreateViewStatement s => Word("CREATE ").WordIf(s.OrReplace, "OR REPLACE ").PersistenceWord(s.Persistence).Word("VIEW ").Name(s.Name).Names(s.Columns)
            .WithOptions(s.Options).Word(" AS ").Query(s.Query).WordIf(s.CheckOption == ViewCheckOption.Local, " WITH LOCAL CHECK OPTION")
            .WordIf(s.CheckOption == ViewCheckOption.Cascaded, " WITH CASCADED CHECK OPTION"),
        CreateMaterializedViewStatement s => Word("CREATE ").PersistenceWord(s.Persistence).Word("MATERIALIZED VIEW ").IfNotExists(s.IfNotExists).Name(s.Name)
            .Names(s.Columns).IdentifierIf(" USING ", s.AccessMethod).WithOptions(s.Options).IdentifierIf(" TABLESPACE ", s.Tablespace)
            .Word(" AS ").Query(s.Query).WordIf(!s.WithData, " WITH NO DATA"),
        CreateRuleStatement s => Word("CREATE RULE ").Identifier(s.Name).Word(" ON ").Name(s.Table),
        RefreshMaterializedViewStatement s => Word("REFRESH MATERIALIZED VIEW ").WordIf(s.IsConcurrent, "CONCURRENTLY ").Name(s.Name).WordIf(!s.WithData, " WITH NO DATA"),
        CreateSequenceStatement s => Word("CREATE ").PersistenceWord(s.Persistence).Word("SEQUENCE ").IfNotExists(s.IfNotExists).Name(s.Name).SequenceTail(s.Options),
        AlterSequenceStatement s => Word("ALTER SEQUENCE ").IfExists(s.IfExists).Name(s.Name).SequenceTail(s.Options),
        CreateEnumStatement s => Word("CREATE TYPE ").Name(s.Name).Word(" AS ENUM ").Parenthesized(s.Labels, label => String(label)),
        AddEnumValueStatement s => Word("ALTER TYPE ").Name(s.Name).Word(" ADD VALUE ").IfNotExists(s.IfNotExists).String(s.Label)
            .Word(s.Neighbour is null ? "" : (s.IsAfter ? " AFTER " : " BEFORE ") + QuoteString(s.Neighbour)),
        RenameEnumValueStatement s => Word("ALTER TYPE ").Name(s.Name).Word(" RENAME VALUE ").String(s.OldLabel).Word(" TO ").String(s.NewLabel),
        AlterCompositeTypeStatement s => Word("ALTER TYPE ").Name(s.Name).Word(" ").List(s.Actions, AttributeAction),
        CreateCompositeTypeStatement s => Word("CREATE TYPE ").Name(s.Name).Word(" AS ").Parenthesized(s.Attributes, Attribute),
        CreateDomainStatement s => Word("CREATE DOMAIN ").Name(s.Name).Word(" AS ").Type(s.Type).NameIf(" COLLATE ", s.Collation).List(s.Constraints, ColumnConstraint, ""),
        AlterDomainStatement s => AlterDomain(s),
        CreateFunctionStatement s => CreateFunction(s),
        CommentStatement s => Comment(s),
        _ => Administration(statement),
    };

    private void AttributeAction(AttributeAction action)
    {
        Word(action.Kind switch { AttributeActionKind.Add => "ADD", AttributeActionKind.Drop => "DROP", _ => "ALTER" }).Word(" ATTRIBUTE ").IfExists(action.IfExists).Identifier(action.Name);
        if (action.Kind == AttributeActionKind.ChangeType) Word(" TYPE");
        if (action.Type is { } type) Word(" ").Type(type).NameIf(" COLLATE ", action.Collation);
        WordIf(action.Cascade, " CASCADE");
    }

    private SqlWriter Subject(QualifiedName name, FunctionSignature? function)
    {
        if (function is null) return Name(name);
        Signature(function);
        return this;
    }

    private SqlWriter SequenceTail(SyntaxList<SequenceOption> options) => options.IsEmpty ? this : Word(" ").List(options, SequenceOption, " ");

    private SqlWriter OnCommit(OnCommitAction action) => Word(action switch
    {
        OnCommitAction.PreserveRows => " ON COMMIT PRESERVE ROWS",
        OnCommitAction.DeleteRows => " ON COMMIT DELETE ROWS",
        OnCommitAction.Drop => " ON COMMIT DROP",
        _ => "",
    });

    private SqlWriter CreateTable(CreateTableStatement s)
    {
        Word("CREATE ").PersistenceWord(s.Persistence).Word("TABLE ").IfNotExists(s.IfNotExists).Name(s.Name);
        NameIf(" OF ", s.OfType).NameIf(" PARTITION OF ", s.PartitionOf);
        if (!s.Elements.IsEmpty || (s.OfType is null && s.PartitionOf is null)) Word(" ").Parenthesized(s.Elements, TableElement);
        Bound(s.Bound).ParenthesizedIf(" INHERITS ", s.Inherits, QualifiedItem).PartitionBy(s.PartitionBy);
        return IdentifierIf(" USING ", s.AccessMethod).WithOptions(s.Options).OnCommit(s.OnCommit).IdentifierIf(" TABLESPACE ", s.Tablespace);
    }

    private SqlWriter CreateIndex(CreateIndexStatement s)
    {
        Word(s.IsUnique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ").WordIf(s.IsConcurrent, "CONCURRENTLY ").IfNotExists(s.IfNotExists);
        if (s.Name is not null) Identifier(s.Name).Word(" ");
        Word("ON ").WordIf(s.IsOnly, "ONLY ").Name(s.Table).IdentifierIf(" USING ", s.Method).Word(" ").Parenthesized(s.Elements, KeyItem);
        ParenthesizedIf(" INCLUDE ", s.Include, KeyItem).WordIf(s.NullsNotDistinct, " NULLS NOT DISTINCT");
        return WithOptions(s.Options).IdentifierIf(" TABLESPACE ", s.Tablespace).Where(s.Where);
    }

    private SqlWriter Rename(RenameStatement s)
    {
        Word($"ALTER {Words(s.RelationKind)} ").IfExists(s.IfExists).WordIf(s.IsOnly, "ONLY ").Subject(s.Name, s.Function).Word(" RENAME ");
        if (s.Part is not null) Word($"{Words(s.Kind)} ").Identifier(s.Part).Word(" ");
        return Word("TO ").Identifier(s.NewName).Cascade(s.Cascade);
    }

    private SqlWriter AlterDomain(AlterDomainStatement s)
    {
        Word("ALTER DOMAIN ").Name(s.Name);
        return s.Kind switch
        {
            AlterDomainKind.SetDefault => Word(" SET DEFAULT ").Expression(s.Default!),
            AlterDomainKind.DropDefault => Word(" DROP DEFAULT"),
            AlterDomainKind.SetNotNull => Word(" SET NOT NULL"),
            AlterDomainKind.DropNotNull => Word(" DROP NOT NULL"),
            AlterDomainKind.AddConstraint => Word(" ADD ").Constraint(s.Added!),
            AlterDomainKind.ValidateConstraint => Word(" VALIDATE CONSTRAINT ").Identifier(s.Constraint!),
            _ => Word(" DROP CONSTRAINT ").IfExists(s.IfExists).Identifier(s.Constraint!).Cascade(s.Cascade),
        };
    }

    private SqlWriter CreateFunction(CreateFunctionStatement s)
    {
        Word("CREATE ").WordIf(s.OrReplace, "OR REPLACE ").Word(s.IsProcedure ? "PROCEDURE " : "FUNCTION ").Name(s.Name).Parenthesized(s.Parameters, Parameter);
        if (s.Returns is not null) Word(" RETURNS ").Type(s.Returns);
        ParenthesizedIf(" RETURNS TABLE ", s.ReturnsTable, Parameter);
        foreach (var option in s.Options) Word(" ").FunctionOption(option);
        foreach (var setting in s.Settings) Word(" ").Statement(setting);
        if (!s.Body.IsEmpty) Word(" AS ").List(s.Body, body => String(body));
        if (s.Return is not null) Word(" RETURN ").Expression(s.Return);
        return s.Atomic is { } statements ? Word(" BEGIN ATOMIC ").List(statements, statement => Statement(statement).Word("; "), "").Word("END") : this;
    }

    private SqlWriter FunctionOption(Option option)
    {
        var isOn = option.Value!.Text == "true";
        return option.Name switch
        {
            "language" => Word("LANGUAGE ").Identifier(option.Value.Text),
            "volatility" => Word(option.Value.Text.ToUpperInvariant()),
            "strict" => Word(isOn ? "STRICT" : "CALLED ON NULL INPUT"),
            "security" => Word(isOn ? "SECURITY DEFINER" : "SECURITY INVOKER"),
            "leakproof" => Word(isOn ? "LEAKPROOF" : "NOT LEAKPROOF"),
            "window" => Word("WINDOW"),
            _ => Word(option.Name.ToUpperInvariant()).Word(" ").OptionValue(option.Value),
        };
    }

    private SqlWriter Comment(CommentStatement s)
    {
        Word("COMMENT ON ").Word(Words(s.Kind)).IdentifierIf(" ", s.Constraint).WordIf(s.Constraint is not null, " ON");
        Word(" ").WordIf(s.Kind == ObjectKind.DomainConstraint, "DOMAIN ").Subject(s.Name, s.Function);
        return Word(" IS ").Word(s.Comment is null ? "NULL" : QuoteString(s.Comment));
    }
}
