using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;

namespace Tidemark.Engine.Syntax.Parsing;

/// <summary>CREATE TABLE in all its forms.</summary>
internal sealed partial class Parser
{
    private Statement ParseCreateTable(Persistence persistence, int position)
    {
        Expect(Keyword.Table);
        var ifNotExists = ParseIfNotExists();
        var name = ParseQualifiedName();
        var table = new CreateTableStatement(name, []) { Position = position, IfNotExists = ifNotExists, Persistence = persistence };
        if (Accept(Keyword.Of))
        {
            table = table with { OfType = ParseQualifiedName(), Elements = ParseTypedElements() };
            return ParseTableTail(table);
        }
        if (Accept(Keyword.Partition, Keyword.Of))
        {
            table = table with { PartitionOf = ParseQualifiedName(), Elements = ParseTypedElements(), Bound = ParsePartitionBound() };
            return ParseTableTail(table);
        }
        if (AtTableAs()) return ParseCreateTableAs(table);
        Expect(TokenKind.LeftParenthesis);
        if (!At(TokenKind.RightParenthesis)) table = table with { Elements = ParseCommaSeparated(ParseTableElement) };
        Expect(TokenKind.RightParenthesis);
        if (Accept(Keyword.Inherits)) table = table with { Inherits = ParseParenthesized(ParseQualifiedName) };
        return ParseTableTail(table);
    }

    /// <summary>
    /// Whether the list here, if there is one, holds names alone, so that AS follows in time: in a list of columns, the second token is a type.
    /// </summary>
    private bool AtTableAs()
    {
        if (!At(TokenKind.LeftParenthesis)) return true;
        return IsColumnName(Peek()) && Peek(2).Kind is TokenKind.Comma or TokenKind.RightParenthesis;
    }

    private SyntaxList<TableElement> ParseTypedElements() => At(TokenKind.LeftParenthesis)
        ? ParseParenthesized<TableElement>(() => AtTableConstraint() ? ParseTableConstraint() : ParseColumnOptions())
        : [];

    private TableElement ParseTableElement()
    {
        if (AtTableConstraint()) return ParseTableConstraint();
        return At(Keyword.Like) ? ParseLikeClause() : ParseColumnDefinition();
    }

    private LikeClause ParseLikeClause()
    {
        var position = Position;
        Advance();
        var table = ParseQualifiedName();
        var options = new List<LikeOption>();
        while (Current.Keyword is Keyword.Including or Keyword.Excluding)
        {
            var isIncluding = At(Keyword.Including);
            Advance();
            options.Add(new LikeOption(isIncluding, ParseLikeFeature()));
        }
        return new LikeClause(table, ToList(options)) { Position = position };
    }

    private LikeFeature ParseLikeFeature()
    {
        var feature = Current.Keyword switch
        {
            Keyword.All => LikeFeature.All,
            Keyword.Comments => LikeFeature.Comments,
            Keyword.Compression => LikeFeature.Compression,
            Keyword.Constraints => LikeFeature.Constraints,
            Keyword.Defaults => LikeFeature.Defaults,
            Keyword.Generated => LikeFeature.Generated,
            Keyword.Identity => LikeFeature.Identity,
            Keyword.Indexes => LikeFeature.Indexes,
            Keyword.Statistics => LikeFeature.Statistics,
            Keyword.Storage => LikeFeature.Storage,
            _ => throw Unexpected(),
        };
        Advance();
        return feature;
    }

    private CreateTableStatement ParseTableTail(CreateTableStatement table)
    {
        if (At(Keyword.Partition)) table = table with { PartitionBy = ParsePartitionBy() };
        return table with
        {
            AccessMethod = ParseAccessMethod(),
            Options = ParseTableOptions(),
            OnCommit = ParseOnCommit(),
            Tablespace = ParseTablespace(),
        };
    }

    private string? ParseAccessMethod() => Accept(Keyword.Using) ? ParseColumnId() : null;

    /// <summary>WITH (...), or WITHOUT OIDS, which says nothing.</summary>
    private SyntaxList<Option> ParseTableOptions() => Accept(Keyword.Without, Keyword.Oids) ? [] : ParseOptionalWithOptions();

    private OnCommitAction ParseOnCommit()
    {
        if (!Accept(Keyword.On, Keyword.Commit)) return OnCommitAction.Default;
        if (Accept(Keyword.Drop)) return OnCommitAction.Drop;
        var action = Accept(Keyword.Delete) ? OnCommitAction.DeleteRows : OnCommitAction.PreserveRows;
        if (action == OnCommitAction.PreserveRows) Expect(Keyword.Preserve);
        Expect(Keyword.Rows);
        return action;
    }

    private string? ParseTablespace() => Accept(Keyword.Tablespace) ? ParseColumnId() : null;

    private CreateTableAsStatement ParseCreateTableAs(CreateTableStatement table)
    {
        var columns = ParseOptionalNames();
        var (method, options, onCommit, tablespace) = (ParseAccessMethod(), ParseTableOptions(), ParseOnCommit(), ParseTablespace());
        Expect(Keyword.As);
        Statement source = At(Keyword.Execute) ? ParseExecute() : ParseSelectStatement();
        return new CreateTableAsStatement(table.Name, columns, source)
        {
            Position = table.Position,
            IfNotExists = table.IfNotExists,
            Persistence = table.Persistence,
            AccessMethod = method,
            Options = options,
            OnCommit = onCommit,
            Tablespace = tablespace,
            WithData = ParseWithData(),
        };
    }

    private bool ParseWithData()
    {
        if (!Accept(Keyword.With)) return true;
        var isNo = Accept(Keyword.No);
        Expect(Keyword.Data);
        return !isNo;
    }

    private SelectStatement ParseSelectStatement()
    {
        var position = Position;
        return new SelectStatement(ParseQuery()) { Position = position };
    }
}
