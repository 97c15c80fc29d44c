using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Engine.Syntax.Queries;

namespace Tidemark.Engine.Syntax.Printing;

/// <summary>Calls, each in the form it was written in, and windows.</summary>
internal sealed partial class SqlWriter
{
    private SqlWriter FunctionCall(FunctionCall call)
    {
        Expression Argument(int index) => call.Arguments[index].Value;
        switch (call.Form)
        {
            case FunctionForm.Call: return PlainCall(call);
            case FunctionForm.AtTimeZone: return Operand(Argument(1)).Word(" AT TIME ZONE ").Operand(Argument(0));
            case FunctionForm.Extract:
                return Word("EXTRACT(").ExtractField(Argument(0)).Word(" FROM ").Expression(Argument(1)).Word(")");
            case FunctionForm.Position:
                return Word("POSITION(").Operand(Argument(1)).Word(" IN ").Operand(Argument(0)).Word(")");
            case FunctionForm.Overlay: return Keyed(call, "OVERLAY(", " PLACING ", " FROM ", " FOR ");
            case FunctionForm.Substring: return Keyed(call, "SUBSTRING(", " FROM ", " FOR ");
            case FunctionForm.SubstringSimilar: return Keyed(call, "SUBSTRING(", " SIMILAR ", " ESCAPE ");
            case FunctionForm.Trim:
                var side = call.Name.Object switch { "ltrim" => "LEADING", "rtrim" => "TRAILING", _ => "BOTH" };
                return Word($"TRIM({side} FROM ").List(call.Arguments, argument => Expression(argument.Value)).Word(")");
            case FunctionForm.Normalize:
                Word("NORMALIZE(").Expression(Argument(0));
                return (call.Arguments.Count > 1 ? Word(", ").UnicodeForm(Argument(1)) : this).Word(")");
            case FunctionForm.IsNormalized:
                Operand(Argument(0)).Word(" IS ");
                return (call.Arguments.Count > 1 ? UnicodeForm(Argument(1)).Word(" ") : this).Word("NORMALIZED");
            case FunctionForm.Overlaps:
                return Word("(").Expression(Argument(0)).Word(", ").Expression(Argument(1)).Word(") OVERLAPS (")
                    .Expression(Argument(2)).Word(", ").Expression(Argument(3)).Word(")");
            case FunctionForm.CollationFor: return Word("COLLATION FOR (").Expression(Argument(0)).Word(")");
            default: throw NoPrinter(call);
        }
    }

    /// <summary>Arguments with words between them.</summary>
    private SqlWriter Keyed(FunctionCall call, params ReadOnlySpan<string> words)
    {
        for (var i = 0; i < call.Arguments.Count; i++) Word(words[i]).Operand(call.Arguments[i].Value);
        return Word(")");
    }

    private SqlWriter UnicodeForm(Expression form) => Word(((StringLiteral)form).Value);

    private SqlWriter ExtractField(Expression field)
    {
        var name = ((StringLiteral)field).Value;
        return name.Length > 0 && Quote(name) == name && (Keywords.Find(name) == Keyword.NotKeyword || name is "year" or "month" or "day" or "hour" or "minute" or "second")
            ? Word(name) : String(name);
    }

    private SqlWriter PlainCall(FunctionCall call)
    {
        Name(call.Name).Word("(").WordIf(call.IsStar, "*").WordIf(call.IsDistinct, "DISTINCT ");
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            WordIf(i > 0, ", ").WordIf(call.IsVariadic && i == call.Arguments.Count - 1, "VARIADIC ");
            Argument(call.Arguments[i]);
        }
        if (!call.IsWithinGroup) OrderBy(call.OrderBy);
        Word(")");
        if (call.IsWithinGroup) Word(" WITHIN GROUP (").OrderBy(call.OrderBy, leading: "").Word(")");
        if (call.Filter is not null) Word(" FILTER (WHERE ").Expression(call.Filter).Word(")");
        return call.Over switch
        {
            null => this,
            NamedWindowReference window => Word(" OVER ").Identifier(window.Name),
            WindowSpecification window => Word(" OVER ").Window(window),
            _ => throw NoPrinter(call.Over),
        };
    }

    private void Argument(FunctionArgument argument)
    {
        if (argument.Name is not null) Identifier(argument.Name).Word(" => ");
        Expression(argument.Value);
    }

    private SqlWriter Window(WindowSpecification window)
    {
        Word("(");
        var gap = "";
        if (window.BaseWindow is not null)
        {
            // ROWS, RANGE and the like would begin a frame.
            Word(Keywords.Find(window.BaseWindow) == Keyword.NotKeyword ? Quote(window.BaseWindow) : $"\"{window.BaseWindow}\"");
            gap = " ";
        }
        if (!window.PartitionBy.IsEmpty)
        {
            Word(gap).Word("PARTITION BY ").List(window.PartitionBy, e => Expression(e));
            gap = " ";
        }
        if (!window.OrderBy.IsEmpty)
        {
            OrderBy(window.OrderBy, gap);
            gap = " ";
        }
        if (window.Frame is not null) Word(gap).Frame(window.Frame);
        return Word(")");
    }

    private SqlWriter Frame(WindowFrame frame)
    {
        Word(frame.Unit.ToString().ToUpperInvariant()).Word(" ");
        if (frame.To is null) Bound(frame.From);
        else Word("BETWEEN ").Bound(frame.From).Word(" AND ").Bound(frame.To);
        return Word(frame.Exclusion switch
        {
            FrameExclusion.CurrentRow => " EXCLUDE CURRENT ROW",
            FrameExclusion.Group => " EXCLUDE GROUP",
            FrameExclusion.Ties => " EXCLUDE TIES",
            _ => "",
        });
    }

    private SqlWriter Bound(FrameBound bound) => bound.Kind switch
    {
        FrameBoundKind.UnboundedPreceding => Word("UNBOUNDED PRECEDING"),
        FrameBoundKind.UnboundedFollowing => Word("UNBOUNDED FOLLOWING"),
        FrameBoundKind.CurrentRow => Word("CURRENT ROW"),
        FrameBoundKind.Preceding => Operand(bound.Offset!).Word(" PRECEDING"),
        _ => Operand(bound.Offset!).Word(" FOLLOWING"),
    };

    private SqlWriter OrderBy(SyntaxList<SortItem> items, string leading = " ") => ListIf(leading + "ORDER BY ", items, SortItem);

    private void SortItem(SortItem item)
    {
        Expression(item.Value);
        if (item.Using is not null) Word(" USING ").Operator(item.Using);
        Ordering(item.Direction, item.Nulls);
    }

    private SqlWriter Ordering(SortDirection direction, NullsOrder nulls)
    {
        WordIf(direction == SortDirection.Ascending, " ASC").WordIf(direction == SortDirection.Descending, " DESC");
        return WordIf(nulls == NullsOrder.First, " NULLS FIRST").WordIf(nulls == NullsOrder.Last, " NULLS LAST");
    }
}
