using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Syntax.Parsing;

/// <summary>Types that users define, and domains.</summary>
internal sealed partial class Parser
{
    private Statement ParseCreateType(int position)
    {
        Expect(Keyword.Type);
        var name = ParseQualifiedName();
        if (!Accept(Keyword.As)) throw BaseType(position);
        if (Accept(Keyword.Enum))
        {
            Expect(TokenKind.LeftParenthesis);
            var labels = At(TokenKind.RightParenthesis) ? [] : ParseCommaSeparated(ParseString);
            Expect(TokenKind.RightParenthesis);
            return new CreateEnumStatement(name, labels) { Position = position };
        }
        if (At(Keyword.Range)) throw InternalErrors.NotSupported("CREATE TYPE AS RANGE", position);
        Expect(TokenKind.LeftParenthesis);
        var attributes = At(TokenKind.RightParenthesis) ? [] : ParseCommaSeparated(ParseFunctionColumn);
        Expect(TokenKind.RightParenthesis);
        return new CreateCompositeTypeStatement(name, attributes) { Position = position };
    }

    private SqlException BaseType(int position) => At(TokenKind.LeftParenthesis) || At(TokenKind.End) || At(TokenKind.Semicolon)
        ? InternalErrors.NotSupported("CREATE TYPE for a base type", position)
        : Unexpected();

    private Statement ParseAlterType(int position)
    {
        Expect(Keyword.Type);
        var name = ParseQualifiedName();
        if (Accept(Keyword.Add, Keyword.Value))
        {
            var ifNotExists = ParseIfNotExists();
            var label = ParseString();
            var isAfter = Accept(Keyword.After);
            var neighbour = isAfter || Accept(Keyword.Before) ? ParseString() : null;
            return new AddEnumValueStatement(name, label, ifNotExists, neighbour, isAfter) { Position = position };
        }
        if (Accept(Keyword.Rename, Keyword.Value))
        {
            var label = ParseString();
            Expect(Keyword.To);
            return new RenameEnumValueStatement(name, label, ParseString()) { Position = position };
        }
        if (Accept(Keyword.Rename, Keyword.Attribute))
        {
            var attribute = ParseColumnId();
            Expect(Keyword.To);
            return new RenameStatement(ObjectKind.Attribute, ObjectKind.Type, name, attribute, ParseColumnId()) { Position = position, Cascade = ParseCascade() };
        }
        if (Peek().Keyword == Keyword.Attribute && Current.Keyword is Keyword.Add or Keyword.Drop or Keyword.Alter)
            return new AlterCompositeTypeStatement(name, ParseCommaSeparated(ParseAttributeAction)) { Position = position };
        if (At(Keyword.Set) && PeekIs(TokenKind.LeftParenthesis)) Refuse("ALTER TYPE ... SET", position);
        return ParseRenameOwnerOrSchema(ObjectKind.Type, name, position) ?? throw Unexpected();
    }

    private AttributeAction ParseAttributeAction()
    {
        var position = Position;
        var kind = Accept(Keyword.Add) ? AttributeActionKind.Add
            : Accept(Keyword.Drop) ? AttributeActionKind.Drop
            : Accept(Keyword.Alter) ? AttributeActionKind.ChangeType
            : throw Unexpected();
        Expect(Keyword.Attribute);
        var ifExists = kind == AttributeActionKind.Drop && ParseIfExists();
        var name = ParseColumnId();
        if (kind == AttributeActionKind.ChangeType)
        {
            if (Accept(Keyword.Set)) Expect(Keyword.Data);
            Expect(Keyword.Type);
        }

        var type = kind == AttributeActionKind.Drop ? null : ParseType();
        var collation = type is not null && Accept(Keyword.Collate) ? ParseQualifiedName() : null;
        return new AttributeAction(kind, name, type, ifExists) { Collation = collation, Cascade = ParseCascade(), Position = position };
    }

    private CreateDomainStatement ParseCreateDomain(int position)
    {
        Expect(Keyword.Domain);
        var name = ParseQualifiedName();
        Accept(Keyword.As);
        var type = ParseType();
        var (constraints, collation) = ParseColumnConstraints();
        return new CreateDomainStatement(name, type, constraints) { Position = position, Collation = collation };
    }

    private Statement ParseAlterDomain(int position)
    {
        Expect(Keyword.Domain);
        var name = ParseQualifiedName();
        if (Accept(Keyword.Rename, Keyword.Constraint))
        {
            var old = ParseColumnId();
            Expect(Keyword.To);
            return new RenameStatement(ObjectKind.DomainConstraint, ObjectKind.Domain, name, old, ParseColumnId()) { Position = position };
        }
        if (ParseRenameOwnerOrSchema(ObjectKind.Domain, name, position) is { } other) return other;
        return ParseAlterDomainAction(name) with { Position = position };
    }

    private AlterDomainStatement ParseAlterDomainAction(QualifiedName name)
    {
        if (Accept(Keyword.Set, Keyword.Default)) return new AlterDomainStatement(name, AlterDomainKind.SetDefault) { Default = ParseExpression() };
        if (Accept(Keyword.Drop, Keyword.Default)) return new AlterDomainStatement(name, AlterDomainKind.DropDefault);
        if (Accept(Keyword.Set, Keyword.Not, Keyword.Null)) return new AlterDomainStatement(name, AlterDomainKind.SetNotNull);
        if (Accept(Keyword.Drop, Keyword.Not, Keyword.Null)) return new AlterDomainStatement(name, AlterDomainKind.DropNotNull);
        if (Accept(Keyword.Add)) return new AlterDomainStatement(name, AlterDomainKind.AddConstraint) { Added = ParseTableConstraint() };
        if (Accept(Keyword.Validate, Keyword.Constraint))
            return new AlterDomainStatement(name, AlterDomainKind.ValidateConstraint) { Constraint = ParseColumnId() };
        Expect(Keyword.Drop, Keyword.Constraint);
        var ifExists = ParseIfExists();
        return new AlterDomainStatement(name, AlterDomainKind.DropConstraint)
        {
            IfExists = ifExists,
            Constraint = ParseColumnId(),
            Cascade = ParseCascade(),
        };
    }
}
