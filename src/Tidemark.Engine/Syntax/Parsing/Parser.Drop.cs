using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;

namespace Tidemark.Engine.Syntax.Parsing;

/// <summary>DROP and COMMENT ON.</summary>
internal sealed partial class Parser
{
    private Statement ParseDrop()
    {
        var position = Position;
        Advance();
        switch (Current.Keyword)
        {
            case Keyword.Database: return ParseDropDatabase(position);
            case Keyword.Role or Keyword.User or Keyword.Group when !At(Keyword.User, Keyword.Mapping): return ParseDropRole(position);
            case Keyword.Function or Keyword.Procedure or Keyword.Routine: return ParseDropFunction(position);
            case Keyword.Owned: return ParseDropOwned(position);
        }
        if (ParseObjectKind() is not { } kind)
        {
            RefuseObject("DROP", position);
            throw Unexpected();
        }
        var isConcurrent = kind == ObjectKind.Index && Accept(Keyword.Concurrently);
        var ifExists = ParseIfExists();
        // The names of schemas and extensions have one part.
        var names = kind is ObjectKind.Schema or ObjectKind.Extension ? ParseCommaSeparated(ParseSingleName)
            : kind is ObjectKind.Type or ObjectKind.Domain ? ParseCommaSeparated(ParseTypeAsName)
            : ParseCommaSeparated(ParseQualifiedName);
        return new DropStatement(kind, names)
        {
            Position = position,
            IfExists = ifExists,
            IsConcurrent = isConcurrent,
            Cascade = ParseCascade(),
        };
    }

    /// <summary>The kinds that are named by one or two words and are dropped by name; null, and nothing taken, for any other.</summary>
    private ObjectKind? ParseObjectKind()
    {
        if (Accept(Keyword.Materialized, Keyword.View)) return ObjectKind.MaterializedView;
        ObjectKind? kind = Current.Keyword switch
        {
            Keyword.Table => ObjectKind.Table,
            Keyword.View => ObjectKind.View,
            Keyword.Index => ObjectKind.Index,
            Keyword.Sequence => ObjectKind.Sequence,
            Keyword.Schema => ObjectKind.Schema,
            Keyword.Extension => ObjectKind.Extension,
            Keyword.Type => ObjectKind.Type,
            Keyword.Domain => ObjectKind.Domain,
            _ => null,
        };
        if (kind is not null) Advance();
        return kind;
    }

    private QualifiedName ParseSingleName()
    {
        var position = Position;
        return new QualifiedName([ParseColumnId()]) { Position = position };
    }

    /// <summary>A type where an object is meant: SQL's spellings count.</summary>
    private QualifiedName ParseTypeAsName() => ParseType().Name;

    private DropDatabaseStatement ParseDropDatabase(int position)
    {
        Advance();
        var ifExists = ParseIfExists();
        var name = ParseColumnId();
        Accept(Keyword.With);
        var isForced = false;
        if (At(TokenKind.LeftParenthesis))
        {
            ParseParenthesized(() =>
            {
                Expect(Keyword.Force);
                return isForced = true;
            });
        }
        return new DropDatabaseStatement(name, ifExists, isForced) { Position = position };
    }

    private ObjectKind ParseRoutineKind()
    {
        if (Accept(Keyword.Function)) return ObjectKind.Function;
        if (Accept(Keyword.Procedure)) return ObjectKind.Procedure;
        Expect(Keyword.Routine);
        return ObjectKind.Routine;
    }

    private DropFunctionStatement ParseDropFunction(int position)
    {
        var kind = ParseRoutineKind();
        var ifExists = ParseIfExists();
        var functions = ParseCommaSeparated(ParseSignature);
        return new DropFunctionStatement(kind, functions, ifExists, ParseCascade()) { Position = position };
    }

    private CommentStatement ParseComment()
    {
        var position = Position;
        Advance();
        Expect(Keyword.On);
        var statement = ParseCommentTarget(position);
        Expect(Keyword.Is);
        return statement with { Position = position, Comment = Accept(Keyword.Null) ? null : ParseString() };
    }

    private CommentStatement ParseCommentTarget(int position)
    {
        switch (Current.Keyword)
        {
            case Keyword.Column:
                Advance();
                return new CommentStatement(ObjectKind.Column, ParseQualifiedName(), null);
            case Keyword.Database or Keyword.Role or Keyword.Tablespace:
                var kind = At(Keyword.Database) ? ObjectKind.Database : At(Keyword.Role) ? ObjectKind.Role : ObjectKind.Tablespace;
                Advance();
                return new CommentStatement(kind, ParseSingleName(), null);
            case Keyword.Function or Keyword.Procedure or Keyword.Routine:
                var routine = ParseRoutineKind();
                var function = ParseSignature();
                return new CommentStatement(routine, function.Name, null) { Function = function };
            case Keyword.Constraint:
                Advance();
                var constraint = ParseColumnId();
                Expect(Keyword.On);
                var isDomain = Accept(Keyword.Domain);
                return new CommentStatement(isDomain ? ObjectKind.DomainConstraint : ObjectKind.Constraint, ParseQualifiedName(), null) { Constraint = constraint };
        }
        if (ParseObjectKind() is not { } named)
        {
            RefuseObject("COMMENT ON", position);
            throw Unexpected();
        }
        var name = named is ObjectKind.Schema or ObjectKind.Extension ? ParseSingleName()
            : named is ObjectKind.Type or ObjectKind.Domain ? ParseTypeAsName() : ParseQualifiedName();
        return new CommentStatement(named, name, null);
    }
}
