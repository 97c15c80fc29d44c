using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Errors;

namespace Tidemark.Engine.Syntax.Parsing;

/// <summary>Table constraints and the keys of indexes.</summary>
internal sealed partial class Parser
{
    private bool AtTableConstraint() => Current.Keyword is Keyword.Constraint or Keyword.Check or Keyword.Unique or Keyword.Primary
        or Keyword.Foreign || (At(Keyword.Exclude) && Peek() is { Keyword: Keyword.Using } or { Kind: TokenKind.LeftParenthesis });

    private TableConstraint ParseTableConstraint()
    {
        var position = Position;
        var name = Accept(Keyword.Constraint) ? ParseColumnId() : null;
        TableConstraint constraint;
        switch (Current.Keyword)
        {
            case Keyword.Check:
                Advance();
                constraint = new CheckConstraint(ParseParenthesizedExpression(), IsNoInherit: false);
                break;
            case Keyword.Unique:
                Advance();
                constraint = ParseUniqueConstraint(isPrimaryKey: false);
                break;
            case Keyword.Primary:
                Advance();
                Expect(Keyword.Key);
                constraint = ParseUniqueConstraint(isPrimaryKey: true);
                break;
            case Keyword.Exclude:
                Advance();
                constraint = ParseExclude();
                break;
            default:
                Expect(Keyword.Foreign, Keyword.Key);
                constraint = new ForeignKeyConstraint(ParseParenthesized(ParseName), ParseReferences());
                break;
        }
        return ParseConstraintAttributes(constraint with { Name = name, Position = position });
    }

    private UniqueConstraint ParseUniqueConstraint(bool isPrimaryKey)
    {
        if (Accept(Keyword.Using, Keyword.Index)) return new UniqueConstraint(isPrimaryKey, []) { ExistingIndex = ParseColumnId() };
        var nullsNotDistinct = !isPrimaryKey && ParseNullsNotDistinct();
        return new UniqueConstraint(isPrimaryKey, ParseParenthesized(ParseName))
        {
            NullsNotDistinct = nullsNotDistinct,
            Include = Accept(Keyword.Include) ? ParseParenthesized(ParseName) : [],
            Options = ParseOptionalWithOptions(),
            Tablespace = ParseIndexTablespace(),
        };
    }

    private ExcludeConstraint ParseExclude()
    {
        var method = Accept(Keyword.Using) ? ParseColumnId() : null;
        return new ExcludeConstraint(method, ParseParenthesized(ParseExcludeElement))
        {
            Include = Accept(Keyword.Include) ? ParseParenthesized(ParseName) : [],
            Options = ParseOptionalWithOptions(),
            Tablespace = ParseIndexTablespace(),
            Where = Accept(Keyword.Where) ? ParseParenthesizedExpression() : null,
        };
    }

    private ExcludeElement ParseExcludeElement()
    {
        var element = ParseIndexElement();
        Expect(Keyword.With);
        return new ExcludeElement(element, ParseOperator()) { Position = element.Position };
    }

    /// <summary>Deferrability, NOT VALID and NO INHERIT behind a table constraint, as far as its kind takes them.</summary>
    private TableConstraint ParseConstraintAttributes(TableConstraint constraint)
    {
        while (true)
        {
            var position = Position;
            if (AtTiming())
            {
                if (constraint is CheckConstraint)
                    throw InternalErrors.NotSupported("marking a CHECK constraint DEFERRABLE", position);
                if (constraint.Timing != ConstraintTiming.Default) throw SyntaxErrors.Rule("conflicting constraint properties", position);
                constraint = constraint with { Timing = ParseTiming() };
            }
            else if (Accept(Keyword.Not, Keyword.Valid))
            {
                if (constraint is not (CheckConstraint or ForeignKeyConstraint))
                    throw InternalErrors.NotSupported("marking a UNIQUE, PRIMARY KEY or EXCLUDE constraint NOT VALID", position);
                constraint = constraint with { IsNotValid = true };
            }
            else if (Accept(Keyword.No, Keyword.Inherit))
            {
                if (constraint is not CheckConstraint check)
                    throw InternalErrors.NotSupported("NO INHERIT on a constraint other than CHECK", position);
                constraint = check with { IsNoInherit = true };
            }
            else return constraint;
        }
    }

    /// <summary>A column, a function call without parentheses around it, or an expression in parentheses; with its ordering.</summary>
    private IndexElement ParseIndexElement()
    {
        var position = Position;
        var (column, value) = ParseKey();
        var element = new IndexElement(column, value)
        {
            Position = position,
            Collation = Accept(Keyword.Collate) ? ParseQualifiedName() : null,
        };
        if (IsColumnName(Current) && !At(Keyword.Nulls))
        {
            element = element with
            {
                OperatorClass = ParseQualifiedName(),
                OperatorClassOptions = At(TokenKind.LeftParenthesis) ? ParseStorageOptions() : [],
            };
        }
        return element with { Direction = ParseDirection(), Nulls = ParseNullsOrder() };
    }

    private (string? Column, Expression? Value) ParseKey()
    {
        if (At(TokenKind.LeftParenthesis)) return (null, ParseParenthesizedExpression());
        if (AtFunctionTable()) return (null, ParseWindowlessFunction());
        return (ParseColumnId(), null);
    }

    private PartitionSpecification ParsePartitionBy()
    {
        var position = Position;
        Expect(Keyword.Partition, Keyword.By);
        var strategy = ParseColumnId();
        return new PartitionSpecification(strategy, ParseParenthesized(ParsePartitionKey)) { Position = position };
    }

    private PartitionKey ParsePartitionKey()
    {
        var position = Position;
        var (column, value) = ParseKey();
        return new PartitionKey(column, value)
        {
            Position = position,
            Collation = Accept(Keyword.Collate) ? ParseQualifiedName() : null,
            OperatorClass = IsColumnName(Current) ? ParseQualifiedName() : null,
        };
    }

    private PartitionBound ParsePartitionBound()
    {
        var position = Position;
        if (Accept(Keyword.Default)) return new PartitionBound(PartitionBoundKind.Default) { Position = position };
        Expect(Keyword.For, Keyword.Values);
        if (Accept(Keyword.In))
            return new PartitionBound(PartitionBoundKind.List) { Position = position, Values = ParseParenthesized(ParseExpressionItem) };
        if (Accept(Keyword.From))
        {
            var from = ParseParenthesized(ParseExpressionItem);
            Expect(Keyword.To);
            return new PartitionBound(PartitionBoundKind.Range) { Position = position, Values = from, To = ParseParenthesized(ParseExpressionItem) };
        }
        Expect(Keyword.With);
        return ParseHashBound(position);
    }

    private PartitionBound ParseHashBound(int position)
    {
        int? modulus = null, remainder = null;
        Expect(TokenKind.LeftParenthesis);
        do
        {
            var here = Position;
            var word = ParseNonReservedWord();
            var number = ParseInteger();
            if (word == "modulus") modulus = modulus is null ? number : throw SyntaxErrors.Rule("modulus for hash partition provided more than once", here);
            else if (word == "remainder") remainder = remainder is null ? number : throw SyntaxErrors.Rule("remainder for hash partition provided more than once", here);
            else throw SyntaxErrors.Rule($"unrecognized hash partition bound specification \"{word}\"", here);
        }
        while (Accept(TokenKind.Comma));
        Expect(TokenKind.RightParenthesis);
        if (modulus is null) throw SyntaxErrors.Rule("modulus for hash partition must be specified", null);
        if (remainder is null) throw SyntaxErrors.Rule("remainder for hash partition must be specified", null);
        return new PartitionBound(PartitionBoundKind.Hash) { Position = position, Modulus = modulus.Value, Remainder = remainder.Value };
    }
}
