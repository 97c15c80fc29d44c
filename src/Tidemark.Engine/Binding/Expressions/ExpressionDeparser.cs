using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Binding;

/// <summary>
/// Bound expressions back to SQL, in the form in which PostgreSQL prints what its catalog holds (ruleutils.c): operators in parentheses, literals with their types, implied
/// conversions of arguments written out. Names of columns stand alone.
/// </summary>
internal sealed class ExpressionDeparser
{
    private readonly Func<BoundExpression, string?> _textOf;
    private readonly bool _isStored;
    private bool _isUnknown;

    private ExpressionDeparser(Func<BoundExpression, string?> textOf, bool isStored) => (_textOf, _isStored) = (textOf, isStored);

    /// <summary>The text for the catalog, which names functions of users and relations by their oids, so that a rename leaves it alone; null for an expression that has a part without such a form.</summary>
    /// <param name="expression">What is printed.</param>
    /// <param name="nameOf">A column's name; null for the one that it was bound by.</param>
    public static string? Print(BoundExpression expression, Func<BoundColumn, string>? nameOf = null)
    {
        var deparser = new ExpressionDeparser(nameOf is null ? static _ => null : e => e is BoundColumn column ? SyntaxPrinter.QuoteIdentifier(nameOf(column)) : null, isStored: true);
        var text = deparser.Write(expression, showsImplied: false);
        return deparser._isUnknown ? null : text;
    }

    /// <summary>The text to be looked at.</summary>
    /// <param name="expression">What is printed.</param>
    /// <param name="textOf">The text of what stands in plans alone; null for everything else.</param>
    public static string Show(BoundExpression expression, Func<BoundExpression, string?> textOf) => new ExpressionDeparser(textOf, isStored: false).Write(expression, showsImplied: false);

    private string Write(BoundExpression expression, bool showsImplied) => _textOf(expression) ?? expression switch
    {
        { KeyWord: { } word } => word,
        BoundColumn e => SyntaxPrinter.QuoteIdentifier(e.Name),
        BoundParameter e => $"${e.Index + 1}",
        BoundConstant e => Constant(e),
        BoundCall { OperatorName: { } name, Arguments.Length: 1 } e => $"({name} {Argument(e.Arguments[0])})",
        BoundCall { OperatorName: { } name } e => $"({Argument(e.Arguments[0])} {name} {Argument(e.Arguments[1])})",
        BoundCall e => Call(e),
        BoundConversion e => Conversion(e, showsImplied),
        BoundDomain e => $"({Write(e.Operand is BoundConversion { IsExplicit: true } cast && cast.Type.Is(e.Type.Element!) ? cast.Operand : e.Operand, false)})::{NameOf(e.Type)}",
        BoundField e => $"({Argument(e.Operand)}).{SyntaxPrinter.QuoteIdentifier(e.Name)}",
        BoundRow { IsConstructor: true } e => $"ROW({List(e.Fields)})",
        BoundLogical e => $"({string.Join(e.IsAnd ? " AND " : " OR ", e.Operands.Select(o => Write(o, false)))})",
        BoundNot e => $"(NOT {Write(e.Operand, false)})",
        BoundIsNull e => $"({Argument(e.Operand)} IS {(e.IsNegated ? "NOT " : "")}NULL)",
        BoundBooleanTest e => $"({Write(e.Operand, false)} IS {(e.IsNegated ? "NOT " : "")}{(e.Expected ? "TRUE" : "FALSE")})",
        BoundDistinctFrom e => $"({Argument(e.Left)} IS {(e.IsNegated ? "NOT " : "")}DISTINCT FROM {Argument(e.Right)})",
        BoundCase e => $"CASE{string.Concat(e.Branches.Select(b => $" WHEN {Write(b.Condition, false)} THEN {Argument(b.Result)}"))}{(e.Else is null ? "" : $" ELSE {Argument(e.Else)}")} END",
        BoundCoalesce e => $"COALESCE({List(e.Operands)})",
        BoundNullIf e => $"NULLIF({Argument(e.Left)}, {Argument(e.Right)})",
        BoundExtreme e => $"{(e.IsGreatest ? "GREATEST" : "LEAST")}({List(e.Operands)})",
        BoundInList { Values.Length: 1 } e => $"({Argument(e.Operand)} {(e.IsNegated ? "<>" : "=")} {Argument(e.Values[0])})",
        BoundInList e => $"({Argument(e.Operand)} {(e.IsNegated ? "<> ALL" : "= ANY")} (ARRAY[{List(e.Values)}]))",
        BoundArrayComparison e => $"({Argument(e.Operand)} {e.OperatorName} {(e.IsAll ? "ALL" : "ANY")} ({Argument(e.Array)}))",
        BoundArray e => $"ARRAY[{List(e.Elements)}]",
        BoundSubscript e => $"{(e.Operand is BoundColumn || _textOf(e.Operand) is not null ? Argument(e.Operand) : $"({Argument(e.Operand)})")}{string.Concat(e.Indexes.Select(Subscript))}",
        _ => Unknown(expression),
    };

    private string Argument(BoundExpression expression) => Write(expression, showsImplied: true);

    private string List(IEnumerable<BoundExpression> expressions) => string.Join(", ", expressions.Select(Argument));

    private string Subscript((BoundExpression? Lower, BoundExpression? Upper, bool IsSlice) index) =>
        index.IsSlice ? $"[{Bound(index.Lower)}:{Bound(index.Upper)}]" : $"[{Bound(index.Upper)}]";

    private string Bound(BoundExpression? expression) => expression is null ? "" : Argument(expression);

    private string Unknown(BoundExpression expression)
    {
        _isUnknown = true;
        return expression.GetType().Name;
    }

    private string Call(BoundCall call)
    {
        return call.Function.Name switch
        {
            "extract" when call.Arguments[0] is BoundConstant field => $"EXTRACT({Constants.TextOf(field)} FROM {Argument(call.Arguments[1])})",
            "timezone" when call.Arguments.Length == 2 => $"({Argument(call.Arguments[1])} AT TIME ZONE {Argument(call.Arguments[0])})",
            _ when call.Function.TakesArray => $"{FunctionName(call.Function)}({string.Concat(call.Arguments[..^1].Select(a => Argument(a) + ", "))}VARIADIC {Argument(call.Arguments[^1])})",
            _ => $"{FunctionName(call.Function)}({List(call.Arguments)})",
        };
    }

    // A routine that a user made is named by its oid, which a rename leaves alone.
    private string FunctionName(ScalarFunction function) =>
        SyntaxPrinter.QuoteIdentifier(_isStored && UserRoutines.SourceOf(function) is { } source ? UserRoutines.StoredName(source.Oid) : function.Name);

    private string Conversion(BoundConversion conversion, bool showsImplied)
    {
        if (!conversion.IsExplicit && !showsImplied) return Write(conversion.Operand, showsImplied);

        // A length that is applied to what was just converted is one cast in SQL.
        var operand = conversion is { Kind: ConversionKind.Modifier, Operand: BoundConversion { IsExplicit: true } inner } && inner.Type.Is(conversion.Type) ? inner.Operand : conversion.Operand;
        return $"({Write(operand, false)})::{NameOf(conversion.Type)}";
    }

    // Without a length "character" means one of 1.
    private static string NameOf(SqlType type) => type is { Kind: TypeKind.BpChar, Modifier: < 0 } ? "bpchar" : type.ToString();

    // As get_const_expr of ruleutils.c decides about quotes and types. A number of another type than its literal, which had no quotes, was converted from an integer or a numeric one.
    private string Constant(BoundConstant constant)
    {
        if (constant.IsNull) return constant.Type.Kind == TypeKind.Unknown ? "NULL" : $"NULL::{NameOf(constant.Type)}";
        if (constant.Type.Kind == TypeKind.Unknown) return SyntaxPrinter.QuoteLiteral(Constants.TextOf(constant));

        // A relation is named by its oid, which a rename leaves alone.
        if (_isStored && constant.Type.Kind == TypeKind.RegClass) return $"'{VectorAccess.Get<long>(constant.Value, 0)}'::regclass";
        var text = new BytesVectorBuilder(SqlTypes.Text, 1);
        TypeCodec.For(constant.Type).FormatText(constant.Value, text, FormatSettings.Default);
        var value = Encoding.UTF8.GetString(VectorAccess.GetBytes(text.Build(), 0));
        var isQuoted = constant.IsQuoted || !_isStored;
        switch (constant.Type.Kind)
        {
            case TypeKind.Bool:
                return value == "t" ? "true" : "false";
            case TypeKind.Int4 when value[0] != '-':
            case TypeKind.Int2 or TypeKind.Int8 when !isQuoted && int.TryParse(value, out var small) && small >= 0:
                return value;
            case TypeKind.Numeric when char.IsAsciiDigit(value[0]) && value.AsSpan().ContainsAny(".eE"):
                return constant.Type.Modifier < 0 ? value : $"{value}::{NameOf(constant.Type)}";
            case TypeKind.Numeric or TypeKind.Float8 or TypeKind.Float4 when !isQuoted && char.IsAsciiDigit(value[0]) && (value.Contains('.') || int.TryParse(value, out _)) && !value.Contains('e'):
                return $"({value})::{NameOf(constant.Type)}";
            default:
                return $"{SyntaxPrinter.QuoteLiteral(value)}::{NameOf(constant.Type)}";
        }
    }
}
