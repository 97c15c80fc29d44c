using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Errors;

namespace Tidemark.Engine.Syntax.Parsing;

/// <summary>Column definitions and the constraints behind them.</summary>
internal sealed partial class Parser
{
    private ColumnDefinition ParseColumnDefinition()
    {
        var position = Position;
        var name = ParseColumnId();
        var column = new ColumnDefinition(name, ParseType()) { Position = position };
        if (Accept(Keyword.Compression)) column = column with { Compression = Accept(Keyword.Default) ? "default" : ParseColumnId() };
        if (At(Keyword.Options)) Refuse("OPTIONS of a column", Position);
        var (constraints, collation) = ParseColumnConstraints();
        return column with { Constraints = constraints, Collation = collation };
    }

    /// <summary>A column of a typed table or a partition: it has its type already.</summary>
    private ColumnDefinition ParseColumnOptions()
    {
        var position = Position;
        var name = ParseColumnId();
        Accept(Keyword.With, Keyword.Options);
        var (constraints, collation) = ParseColumnConstraints();
        return new ColumnDefinition(name, null) { Constraints = constraints, Collation = collation, Position = position };
    }

    private (SyntaxList<ColumnConstraint> Constraints, QualifiedName? Collation) ParseColumnConstraints()
    {
        QualifiedName? collation = null;
        var constraints = new List<ColumnConstraint>();
        while (true)
        {
            var position = Position;
            if (Accept(Keyword.Collate))
            {
                if (collation is not null) throw SyntaxErrors.Rule("multiple COLLATE clauses not allowed", position);
                collation = ParseQualifiedName();
            }
            else if (AtTiming()) AttachTiming(constraints);
            else if (ParseColumnConstraint() is { } constraint) constraints.Add(constraint);
            else return (ToList(constraints), collation);
        }
    }

    private bool AtTiming() => Current.Keyword is Keyword.Deferrable or Keyword.Initially || At(Keyword.Not, Keyword.Deferrable);

    /// <summary>Deferrability belongs to the constraint before it, if that can be deferred.</summary>
    private void AttachTiming(List<ColumnConstraint> constraints)
    {
        var word = At(Keyword.Initially) ? $"INITIALLY {Keywords.Spelling(Peek().Keyword).ToUpperInvariant()}"
            : At(Keyword.Not) ? "NOT DEFERRABLE" : "DEFERRABLE";
        if (constraints.Count == 0 || constraints[^1] is not (ColumnUniqueConstraint or ColumnReferencesConstraint)
            || constraints[^1].Timing != ConstraintTiming.Default)
            throw SyntaxErrors.Rule($"misplaced {word} clause", Position);
        constraints[^1] = constraints[^1] with { Timing = ParseTiming() };
    }

    /// <summary>[NOT] DEFERRABLE and INITIALLY in either order.</summary>
    private ConstraintTiming ParseTiming()
    {
        bool? isDeferrable = null, isDeferred = null;
        var timing = ConstraintTiming.Default;
        while (AtTiming())
        {
            var position = Position;
            if (Accept(Keyword.Initially))
            {
                if (isDeferred is not null) throw SyntaxErrors.Rule("multiple INITIALLY IMMEDIATE/DEFERRED clauses not allowed", position);
                isDeferred = Accept(Keyword.Deferred);
                if (isDeferred == false) Expect(Keyword.Immediate);
            }
            else
            {
                if (isDeferrable is not null) throw SyntaxErrors.Rule("multiple DEFERRABLE/NOT DEFERRABLE clauses not allowed", position);
                isDeferrable = !Accept(Keyword.Not);
                Expect(Keyword.Deferrable);
            }
            if (isDeferred == true && isDeferrable == false)
                throw SyntaxErrors.Rule("constraint declared INITIALLY DEFERRED must be DEFERRABLE", position);
            timing = isDeferred == true ? ConstraintTiming.InitiallyDeferred
                : isDeferrable == true ? ConstraintTiming.Deferrable : ConstraintTiming.NotDeferrable;
        }
        return timing;
    }

    /// <summary>A constraint with or without a name; null, and nothing taken, when there is none.</summary>
    private ColumnConstraint? ParseColumnConstraint()
    {
        var position = Position;
        string? name = null;
        if (Accept(Keyword.Constraint)) name = ParseColumnId();
        var constraint = ParseColumnConstraintBody();
        if (constraint is null) return name is null ? null : throw Unexpected();
        return constraint with { Name = name, Position = position };
    }

    private ColumnConstraint? ParseColumnConstraintBody()
    {
        switch (Current.Keyword)
        {
            case Keyword.Not:
                Advance();
                Expect(Keyword.Null);
                return new NotNullConstraint();
            case Keyword.Null:
                Advance();
                return new NullConstraint();
            case Keyword.Default:
                Advance();
                return new DefaultConstraint(ParseRestrictedExpression());
            case Keyword.Check:
                Advance();
                return new ColumnCheckConstraint(ParseParenthesizedExpression(), Accept(Keyword.No, Keyword.Inherit));
            case Keyword.Unique:
                Advance();
                return ParseUniqueRest(new ColumnUniqueConstraint(IsPrimaryKey: false) { NullsNotDistinct = ParseNullsNotDistinct() });
            case Keyword.Primary:
                Advance();
                Expect(Keyword.Key);
                return ParseUniqueRest(new ColumnUniqueConstraint(IsPrimaryKey: true));
            case Keyword.References:
                return new ColumnReferencesConstraint(ParseReferences());
            case Keyword.Generated:
                return ParseGenerated();
            default:
                return null;
        }
    }

    private ColumnUniqueConstraint ParseUniqueRest(ColumnUniqueConstraint constraint) =>
        constraint with { Options = ParseOptionalWithOptions(), Tablespace = ParseIndexTablespace() };

    private bool ParseNullsNotDistinct()
    {
        if (Accept(Keyword.Nulls, Keyword.Distinct)) return false;
        return Accept(Keyword.Nulls, Keyword.Not, Keyword.Distinct);
    }

    private string? ParseIndexTablespace() => Accept(Keyword.Using, Keyword.Index, Keyword.Tablespace) ? ParseColumnId() : null;

    private ColumnConstraint ParseGenerated()
    {
        Advance();
        var position = Position;
        var isAlways = ParseGeneratedWhen();
        Expect(Keyword.As);
        if (Accept(Keyword.Identity)) return new IdentityConstraint(isAlways, ParseParenthesizedSequenceOptions());
        var value = ParseParenthesizedExpression();
        Expect(Keyword.Stored);
        return isAlways ? new GeneratedConstraint(value)
            : throw SyntaxErrors.Rule("for a generated column, GENERATED ALWAYS must be specified", position);
    }

    private bool ParseGeneratedWhen()
    {
        if (Accept(Keyword.Always)) return true;
        Expect(Keyword.By, Keyword.Default);
        return false;
    }

    private SyntaxList<SequenceOption> ParseParenthesizedSequenceOptions()
    {
        if (!Accept(TokenKind.LeftParenthesis)) return [];
        var options = ParseSequenceOptions();
        if (options.IsEmpty) throw Unexpected();
        Expect(TokenKind.RightParenthesis);
        return options;
    }

    private Expression ParseParenthesizedExpression()
    {
        Expect(TokenKind.LeftParenthesis);
        var expression = ParseExpression();
        Expect(TokenKind.RightParenthesis);
        return expression;
    }

    private ForeignKeyReference ParseReferences()
    {
        var position = Position;
        Expect(Keyword.References);
        var table = ParseQualifiedName();
        var reference = new ForeignKeyReference(table, ParseOptionalNames()) { Position = position };
        if (Accept(Keyword.Match))
        {
            var match = Accept(Keyword.Full) ? ForeignKeyMatch.Full : Accept(Keyword.Partial) ? ForeignKeyMatch.Partial : ForeignKeyMatch.Simple;
            if (match == ForeignKeyMatch.Simple) Expect(Keyword.Simple);
            reference = reference with { Match = match };
        }
        while (At(Keyword.On))
        {
            Advance();
            var isDelete = Accept(Keyword.Delete);
            if (!isDelete) Expect(Keyword.Update);
            var action = ParseReferentialAction();
            if (!isDelete)
            {
                reference = reference with { OnUpdate = action };
                continue;
            }
            var takesColumns = action is ReferentialAction.SetNull or ReferentialAction.SetDefault;
            reference = reference with { OnDelete = action, OnDeleteColumns = takesColumns ? ParseOptionalNames() : [] };
        }
        return reference;
    }

    private ReferentialAction ParseReferentialAction()
    {
        if (Accept(Keyword.Cascade)) return ReferentialAction.Cascade;
        if (Accept(Keyword.Restrict)) return ReferentialAction.Restrict;
        if (Accept(Keyword.Set, Keyword.Null)) return ReferentialAction.SetNull;
        if (Accept(Keyword.Set, Keyword.Default)) return ReferentialAction.SetDefault;
        Expect(Keyword.No, Keyword.Action);
        return ReferentialAction.NoAction;
    }
}
