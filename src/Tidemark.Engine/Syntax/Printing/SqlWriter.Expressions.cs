using System.Globalization;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Errors;

namespace Tidemark.Engine.Syntax.Printing;

/// <summary>Expressions.</summary>
internal sealed partial class SqlWriter
{
    public SqlWriter Expression(Expression expression)
    {
        StackDepth.Ensure();
        return expression switch
        {
            IntegerLiteral e => Word(e.Value.ToString(CultureInfo.InvariantCulture)),
            NumericLiteral e => Word(e.Text),
            StringLiteral e => String(e.Value),
            BitStringLiteral e => Word(e.IsHexadecimal ? "X" : "B").String(e.Digits),
            BooleanLiteral e => Word(e.Value ? "true" : "false"),
            NullLiteral => Word("NULL"),
            TypedLiteral e => TypedLiteral(e),
            ParameterExpression e => Word($"${e.Number}"),
            DefaultExpression => Word("DEFAULT"),
            ColumnReference e => List(e.Parts, part => Identifier(part), "."),
            StarExpression e => List(e.Qualifier, part => Identifier(part), ".").Word(e.Qualifier.IsEmpty ? "*" : ".*"),
            FieldSelection e => Word("(").Expression(e.Operand).Word(").").Identifier(e.Field),
            RowStarExpression e => Word("(").Expression(e.Operand).Word(").*"),
            SubscriptExpression e => Subscripted(e),
            OperatorExpression e => Infix(e),
            LogicalExpression e => List(e.Operands, operand => Operand(operand), e.Operator == LogicalOperator.And ? " AND " : " OR "),
            NotExpression e => Word("NOT ").Operand(e.Operand),
            CastExpression e => Operand(e.Operand).Word("::").Type(e.Type),
            CollateExpression e => Operand(e.Operand).Word(" COLLATE ").Name(e.Collation),
            FunctionCall e => FunctionCall(e),
            SqlValueExpression e => SqlValue(e),
            GroupingExpression e => Word("GROUPING").Arguments(e.Arguments),
            CaseExpression e => Case(e),
            CoalesceExpression e => Word("COALESCE").Arguments(e.Arguments),
            NullIfExpression e => Word("NULLIF(").Expression(e.Left).Word(", ").Expression(e.Right).Word(")"),
            GreatestLeastExpression e => Word(e.IsGreatest ? "GREATEST" : "LEAST").Arguments(e.Arguments),
            ArrayConstructor e => Word("ARRAY[").List(e.Elements, item => Expression(item)).Word("]"),
            RowConstructor e => WordIf(e.HasKeyword, "ROW").Arguments(e.Fields),
            SubqueryExpression e => Subquery(e.Query),
            ArraySubqueryExpression e => Word("ARRAY").Subquery(e.Query),
            ExistsExpression e => Word("EXISTS ").Subquery(e.Query),
            CurrentOfExpression e => Word("CURRENT OF ").Identifier(e.Cursor),
            _ => Predicate(expression),
        };
    }

    /// <summary>An expression where only what binds tightest may stand without parentheses.</summary>
    private SqlWriter Operand(Expression expression) =>
        IsPrimary(expression) || expression is CastExpression ? Expression(expression) : Word("(").Expression(expression).Word(")");

    private static bool IsPrimary(Expression expression) => expression switch
    {
        IntegerLiteral e => e.Value >= 0,
        NumericLiteral e => e.Text[0] != '-',
        FunctionCall e => e.Form is not (FunctionForm.AtTimeZone or FunctionForm.IsNormalized or FunctionForm.Overlaps),
        OperatorExpression or LogicalExpression or NotExpression or CastExpression or CollateExpression => false,
        NullTest or BooleanTest or DistinctFromExpression or BetweenExpression or LikeExpression or InListExpression or InSubqueryExpression => false,
        QuantifiedArrayExpression or QuantifiedSubqueryExpression or DefaultExpression or CurrentOfExpression => false,
        _ => true,
    };

    /// <summary>What PostgreSQL's grammar calls b_expr, as DEFAULT takes it.</summary>
    private SqlWriter Restricted(Expression expression) => expression is OperatorExpression ? Expression(expression) : Operand(expression);

    private SqlWriter Arguments(SyntaxList<Expression> arguments) => Parenthesized(arguments, item => Expression(item));

    private SqlWriter Subscripted(SubscriptExpression e)
    {
        if (e.Operand is ColumnReference or ParameterExpression) Expression(e.Operand);
        else Word("(").Expression(e.Operand).Word(")");
        foreach (var subscript in e.Subscripts) Subscript(subscript);
        return this;
    }

    private void Subscript(Subscript subscript)
    {
        Word("[");
        if (subscript.Lower is not null) Expression(subscript.Lower);
        WordIf(subscript.IsSlice, ":");
        if (subscript.Upper is not null) Expression(subscript.Upper);
        Word("]");
    }

    private SqlWriter Infix(OperatorExpression e)
    {
        if (e.Left is not null) Operand(e.Left).Word(" ");
        // The space keeps a prefix operator apart from one in the operand.
        return Operator(e.Operator).Word(" ").Operand(e.Right);
    }

    private SqlWriter Predicate(Expression expression) => expression switch
    {
        NullTest e => Operand(e.Operand).Word(e.IsNot ? " IS NOT NULL" : " IS NULL"),
        BooleanTest e => Operand(e.Operand).Word(e.IsNot ? " IS NOT " : " IS ").Word(e.Value.ToString().ToUpperInvariant()),
        DistinctFromExpression e => Operand(e.Left).Word(e.IsNot ? " IS NOT DISTINCT FROM " : " IS DISTINCT FROM ").Operand(e.Right),
        BetweenExpression e => Operand(e.Operand).Word(e.IsNot ? " NOT BETWEEN " : " BETWEEN ").WordIf(e.IsSymmetric, "SYMMETRIC ")
            .Operand(e.Low).Word(" AND ").Operand(e.High),
        LikeExpression e => Like(e),
        InListExpression e => Operand(e.Operand).Word(e.IsNot ? " NOT IN " : " IN ").Arguments(e.Items),
        InSubqueryExpression e => Operand(e.Operand).Word(e.IsNot ? " NOT IN " : " IN ").Subquery(e.Query),
        QuantifiedArrayExpression e => Operand(e.Left).Word(" ").Operator(e.Operator).Word(e.IsAll ? " ALL (" : " ANY (").Expression(e.Array).Word(")"),
        QuantifiedSubqueryExpression e => Operand(e.Left).Word(" ").Operator(e.Operator).Word(e.IsAll ? " ALL " : " ANY ").Subquery(e.Query),
        _ => throw NoPrinter(expression),
    };

    private SqlWriter Like(LikeExpression e)
    {
        Operand(e.Operand).WordIf(e.IsNot, " NOT").Word(e.Kind switch
        {
            LikeKind.Like => " LIKE ",
            LikeKind.ILike => " ILIKE ",
            _ => " SIMILAR TO ",
        });
        Operand(e.Pattern);
        return e.Escape is null ? this : Word(" ESCAPE ").Operand(e.Escape);
    }

    private SqlWriter Case(CaseExpression e)
    {
        Word("CASE");
        if (e.Operand is not null) Word(" ").Expression(e.Operand);
        foreach (var branch in e.Branches) Word(" WHEN ").Expression(branch.Condition).Word(" THEN ").Expression(branch.Result);
        if (e.Else is not null) Word(" ELSE ").Expression(e.Else);
        return Word(" END");
    }

    private SqlWriter SqlValue(SqlValueExpression e)
    {
        Word(e.Kind switch
        {
            SqlValueKind.CurrentDate => "CURRENT_DATE",
            SqlValueKind.CurrentTime => "CURRENT_TIME",
            SqlValueKind.CurrentTimestamp => "CURRENT_TIMESTAMP",
            SqlValueKind.LocalTime => "LOCALTIME",
            SqlValueKind.LocalTimestamp => "LOCALTIMESTAMP",
            SqlValueKind.CurrentRole => "CURRENT_ROLE",
            SqlValueKind.CurrentUser => "CURRENT_USER",
            SqlValueKind.User => "USER",
            SqlValueKind.SessionUser => "SESSION_USER",
            SqlValueKind.CurrentCatalog => "CURRENT_CATALOG",
            _ => "CURRENT_SCHEMA",
        });
        return e.Precision is null ? this : Word($"({e.Precision})");
    }
}
