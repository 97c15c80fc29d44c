using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Execution;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Analysis;

/// <summary>Values of expressions that no row is needed for.</summary>
internal static class ConstantExpressions
{
    /// <summary>The value of an expression as a value of a type, as EXECUTE's arguments are converted.</summary>
    /// <returns>A flat vector of one row.</returns>
    public static Vector Evaluate(Expression expression, SqlType type, SessionContext session)
    {
        var binder = session.NewBinder();
        return Evaluate(binder, binder.Coercion.Coerce(binder.BindExpression(expression, "", [], ExpressionKind.Execute), type, CastContext.Assignment), session);
    }

    /// <summary>The value of a bound expression that reads no columns.</summary>
    /// <returns>A flat vector of one row.</returns>
    public static Vector Evaluate(Binder binder, BoundExpression bound, SessionContext session)
    {
        var type = bound.Type;
        var query = new BoundQuery(new Project(Values.SingleRow, [new ProjectItem(bound, binder.NewColumn("value", type))]));
        using var stream = Operators.Open(Plans.Make(query, session).Root, Plans.Context(session, []));
        var batch = stream.Next() ?? throw InternalErrors.Unexpected("a constant gave no row");
        var value = VectorBuilder.Create(type, 1);
        value.AppendRow(batch.Column(0), 0);
        return value.Detach();
    }
}
