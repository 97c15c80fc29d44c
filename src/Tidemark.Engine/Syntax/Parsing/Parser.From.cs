using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Errors;

namespace Tidemark.Engine.Syntax.Parsing;

/// <summary>FROM: tables, functions, subqueries, joins.</summary>
internal sealed partial class Parser
{
    private SyntaxList<FromItem> ParseFromList() => ParseCommaSeparated(ParseFromItem);

    private FromItem ParseFromItem()
    {
        CheckDepth();
        return ParseJoins(ParseFromOperand());
    }

    /// <summary>All the joins behind <paramref name="left"/>, which associate to the left.</summary>
    private FromItem ParseJoins(FromItem left)
    {
        while (AtJoin()) left = ParseJoin(left);
        return left;
    }

    private bool AtJoin() => Current.Keyword is Keyword.Join or Keyword.Cross or Keyword.Natural or Keyword.Inner or Keyword.Left
        or Keyword.Right or Keyword.Full || AtAsofJoin();

    /// <summary>ASOF is no key word: it is one only before a join that it can belong to.</summary>
    private bool AtAsofJoin() =>
        Current.Kind == TokenKind.Identifier && Current.Keyword == Keyword.NotKeyword && Current.Value < 0
        && TextOf(Current).Equals("asof", StringComparison.OrdinalIgnoreCase)
        && (PeekIs(Keyword.Join) || (Peek().Keyword is Keyword.Left or Keyword.Inner && (PeekIs(Keyword.Join, 2) || PeekIs(Keyword.Outer, 2))));

    private FromItem ParseJoin(FromItem left)
    {
        var position = Position;
        if (AtAsofJoin()) return ParseAsofJoin(left);
        if (Accept(Keyword.Cross))
        {
            Expect(Keyword.Join);
            return new JoinTable(JoinKind.Cross, left, ParseFromOperand()) { Position = position };
        }
        var isNatural = Accept(Keyword.Natural);
        var kind = ParseJoinKind();
        Expect(Keyword.Join);
        var right = ParseFromOperand();
        if (isNatural) return new JoinTable(kind, left, right) { IsNatural = true, Position = position };
        right = ParseInnerJoins(right);
        var join = new JoinTable(kind, left, right) { Position = position };
        if (Accept(Keyword.On)) return join with { On = ParseExpression() };
        Expect(Keyword.Using);
        return join with { Using = ParseParenthesized(ParseName), UsingAlias = Accept(Keyword.As) ? ParseColumnId() : null };
    }

    /// <summary>Joins that come before the condition of the one being read belong to its right side: <c>a JOIN b JOIN c ON x ON y</c>.</summary>
    private FromItem ParseInnerJoins(FromItem right)
    {
        while (AtJoin())
        {
            CheckDepth();
            right = ParseJoin(right);
        }
        return right;
    }

    private JoinKind ParseJoinKind()
    {
        if (Accept(Keyword.Inner)) return JoinKind.Inner;
        var kind = Accept(Keyword.Left) ? JoinKind.Left : Accept(Keyword.Right) ? JoinKind.Right : Accept(Keyword.Full) ? JoinKind.Full : JoinKind.Inner;
        if (kind != JoinKind.Inner) Accept(Keyword.Outer);
        return kind;
    }

    private AsofJoinTable ParseAsofJoin(FromItem left)
    {
        var position = Position;
        Advance();
        var kind = ParseJoinKind();
        ExpectOnly(Keyword.Join);
        var right = ParseInnerJoins(ParseFromOperand());
        ExpectOnly(Keyword.On);
        var condition = ParseExpression();
        Expression? tolerance = null;
        if (AtWord("tolerance"))
        {
            Advance();
            tolerance = ParseRestrictedExpression();
        }
        return new AsofJoinTable(left, right, kind == JoinKind.Left, condition, tolerance) { Position = position };
    }

    /// <summary>Whether an unquoted identifier that is no key word is here.</summary>
    private bool AtWord(string word) => Current.Kind == TokenKind.Identifier && Current.Keyword == Keyword.NotKeyword && Current.Value < 0
        && TextOf(Current).Equals(word, StringComparison.OrdinalIgnoreCase);

    private FromItem ParseFromOperand()
    {
        var isLateral = Accept(Keyword.Lateral);
        var position = Position;
        if (At(TokenKind.LeftParenthesis))
        {
            var inner = ParseParenthesizedFrom();
            if (inner is QueryExpression query) return ParseDerivedTable(query, isLateral, position);
            if (isLateral) throw UnexpectedAt(_index - 1);
            var alias = ParseTableAlias();
            return alias is null ? (FromItem)inner : (FromItem)inner with { Alias = alias };
        }
        if (At(Keyword.Rows, Keyword.From)) return ParseRowsFrom(isLateral);
        if (AtFunctionTable()) return ParseFunctionTable(isLateral);
        if (!isLateral) return ParseTable();
        // LATERAL takes a function or a query: the complaint is about what follows the name.
        ParseQualifiedName();
        throw Unexpected();
    }

    /// <summary>
    /// What stands in parentheses in FROM: a query, or a joined table. What starts with another parenthesis may be either, and a query in
    /// parentheses may also be the left side of a join.
    /// </summary>
    private SyntaxNode ParseParenthesizedFrom()
    {
        CheckDepth();
        Expect(TokenKind.LeftParenthesis);
        SyntaxNode inner;
        if (AtQueryWord()) inner = ParseQuery();
        else if (At(TokenKind.LeftParenthesis))
        {
            var position = Position;
            inner = ParseParenthesizedFrom();
            if (inner is QueryExpression query && !At(TokenKind.RightParenthesis))
                inner = AtQueryContinuation() ? ParseQueryRest(query) : ParseJoinInParentheses(ParseDerivedTable(query, false, position));
            else if (inner is FromItem item && !At(TokenKind.RightParenthesis))
            {
                var alias = ParseTableAlias();
                inner = ParseJoins(alias is null ? item : item with { Alias = alias });
            }
        }
        else inner = ParseJoinInParentheses(ParseFromOperand());
        Expect(TokenKind.RightParenthesis);
        return inner;
    }

    /// <summary>Parentheses hold joins only, no single table.</summary>
    private FromItem ParseJoinInParentheses(FromItem left)
    {
        if (!AtJoin()) throw Unexpected();
        return ParseJoins(left);
    }

    private DerivedTable ParseDerivedTable(QueryExpression query, bool isLateral, int position)
    {
        var alias = ParseTableAlias();
        if (alias is null)
        {
            var kind = query is ValuesQuery ? "VALUES" : "subquery";
            var example = query is ValuesQuery ? "VALUES" : "SELECT";
            throw SyntaxErrors.Rule($"{kind} in FROM must have an alias", position, $"For example, FROM ({example} ...) [AS] foo.");
        }
        return new DerivedTable(query, isLateral) { Alias = alias, Position = position };
    }

    private TableReference ParseTable()
    {
        var table = ParseTableReference();
        table = table with { Alias = ParseTableAlias() };
        if (!Accept(Keyword.Tablesample)) return table;
        var position = Position;
        var method = ParseDotted(ParseTypeOrFunctionId);
        var arguments = ParseParenthesized(ParseExpressionItem);
        Expression? seed = null;
        if (Accept(Keyword.Repeatable))
        {
            Expect(TokenKind.LeftParenthesis);
            seed = ParseExpression();
            Expect(TokenKind.RightParenthesis);
        }
        return table with { Sample = new TableSample(method, arguments, seed) { Position = position } };
    }

    /// <summary><c>name</c>, <c>name *</c>, <c>ONLY name</c>, <c>ONLY (name)</c>.</summary>
    private TableReference ParseTableReference()
    {
        var position = Position;
        if (!Accept(Keyword.Only))
        {
            var name = ParseQualifiedName();
            Accept(TokenKind.Star);
            return new TableReference(name) { Position = position };
        }
        var isParenthesized = Accept(TokenKind.LeftParenthesis);
        var only = ParseQualifiedName();
        if (isParenthesized) Expect(TokenKind.RightParenthesis);
        return new TableReference(only) { IsOnly = true, Position = only.Position };
    }

    private TableAlias? ParseTableAlias()
    {
        var position = Position;
        if (Accept(Keyword.As)) return new TableAlias(ParseColumnId(), ParseOptionalNames()) { Position = position };
        if (!IsColumnName(Current) || AtAsofJoin()) return null;
        return new TableAlias(ParseColumnId(), ParseOptionalNames()) { Position = position };
    }

    /// <summary>Whether a call is here: a name with a parenthesis behind it, or one of the values that SQL names by key word.</summary>
    private bool AtFunctionTable()
    {
        if (Current.Keyword is Keyword.CurrentDate or Keyword.CurrentTime or Keyword.CurrentTimestamp or Keyword.Localtime or Keyword.Localtimestamp
            or Keyword.CurrentRole or Keyword.CurrentUser or Keyword.User or Keyword.SessionUser or Keyword.CurrentCatalog or Keyword.CurrentSchema
            || At(Keyword.Collation, Keyword.For)) return true;
        if (!At(TokenKind.Identifier) || At(Keyword.Only)) return false;
        var ahead = 1;
        while (PeekIs(TokenKind.Dot, ahead) && PeekIs(TokenKind.Identifier, ahead + 1)) ahead += 2;
        return PeekIs(TokenKind.LeftParenthesis, ahead);
    }

    private FunctionTable ParseFunctionTable(bool isLateral)
    {
        var position = Position;
        var function = new FunctionTableItem(ParseWindowlessFunction(), []) { Position = position };
        var table = new FunctionTable([function], IsRowsFrom: false) { IsLateral = isLateral, Position = position };
        return ParseFunctionAlias(table with { WithOrdinality = Accept(Keyword.With, Keyword.Ordinality) });
    }

    private Expression ParseWindowlessFunction() => ParseSpecialFunction() ?? ParseFunctionApplication(out _);

    private FunctionTable ParseRowsFrom(bool isLateral)
    {
        var position = Position;
        Advance();
        Advance();
        var functions = ParseParenthesized(ParseRowsFromItem);
        var table = new FunctionTable(functions, IsRowsFrom: true) { IsLateral = isLateral, Position = position };
        return ParseFunctionAlias(table with { WithOrdinality = Accept(Keyword.With, Keyword.Ordinality) });
    }

    private FunctionTableItem ParseRowsFromItem()
    {
        var position = Position;
        var function = ParseWindowlessFunction();
        var columns = Accept(Keyword.As) ? ParseParenthesized(ParseFunctionColumn) : [];
        return new FunctionTableItem(function, columns) { Position = position };
    }

    private FunctionTable ParseFunctionAlias(FunctionTable table)
    {
        var position = Position;
        var hasAs = Accept(Keyword.As);
        if (hasAs && At(TokenKind.LeftParenthesis))
        {
            return table with
            {
                Alias = new TableAlias(null, []) { Position = position },
                ColumnDefinitions = ParseParenthesized(ParseFunctionColumn),
            };
        }
        if (!hasAs && (!IsColumnName(Current) || AtAsofJoin())) return table;
        var name = ParseColumnId();
        // (a, b) are names, (a int, b text) are definitions.
        if (At(TokenKind.LeftParenthesis) && Peek(2).Kind is not (TokenKind.Comma or TokenKind.RightParenthesis))
        {
            return table with
            {
                Alias = new TableAlias(name, []) { Position = position },
                ColumnDefinitions = ParseParenthesized(ParseFunctionColumn),
            };
        }
        return table with { Alias = new TableAlias(name, ParseOptionalNames()) { Position = position } };
    }

    private ColumnDefinition ParseFunctionColumn()
    {
        var position = Position;
        var name = ParseColumnId();
        var type = ParseType();
        var collation = Accept(Keyword.Collate) ? ParseQualifiedName() : null;
        return new ColumnDefinition(name, type) { Collation = collation, Position = position };
    }
}
