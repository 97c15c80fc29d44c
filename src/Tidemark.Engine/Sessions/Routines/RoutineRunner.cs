using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Execution;
using Tidemark.Engine.Sessions.Transactions;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Routines;

/// <summary>
/// Runs the bodies of routines that users made. A function's statements belong to the statement that calls it: they see what was committed when that one began, and all changes of their
/// own transaction. A procedure's statements are like statements of the client.
/// </summary>
internal sealed class RoutineRunner(SessionContext session) : IRoutineRunner
{
    private const int KeptBodies = 256;

    // Bodies work on the session's transaction, so they take turns. A body runs on one thread, and what it calls on the same.
    private readonly Lock _turn = new();
    private readonly Dictionary<UserRoutine, RoutineBody> _bodies = new(ReferenceEqualityComparer.Instance);
    private int _functions;

    /// <inheritdoc />
    public void Scalar(UserRoutine routine, ReadOnlySpan<Vector> arguments, int row, VectorBuilder result)
    {
        lock (_turn)
        {
            var inputs = new Vector[arguments.Length];
            for (var i = 0; i < inputs.Length; i++)
            {
                var value = VectorBuilder.Create(arguments[i].Type, 1);
                value.AppendRow(arguments[i], row);
                inputs[i] = value.Detach();
            }

            var isVoid = routine.Returns.Is(SqlTypes.Void);
            var rows = RunFunction(routine, inputs, isVoid ? [] : [result.Type], maxRows: 1);
            if (rows is null || rows.Count == 0) result.AppendNull();
            else result.AppendRow(rows.Columns[0], 0);
        }
    }

    /// <inheritdoc />
    public IEnumerable<Batch> Rows(UserRoutine routine, ImmutableArray<Vector> arguments, IReadOnlyList<SqlType> columns)
    {
        MaterializedRows? rows;
        lock (_turn) rows = RunFunction(routine, [.. arguments], columns, routine.ReturnsSet ? long.MaxValue : 1);
        if (rows is not null && (rows.Count > 0 || routine.ReturnsSet))
        {
            var count = routine.ReturnsSet ? rows.Count : 1;
            if (count > 0) yield return new Batch([.. rows.Columns.Select(c => c.Slice(0, count))], count);
            yield break;
        }

        yield return new Batch([.. columns.Select(Null)], 1);
    }

    /// <summary>CALL: runs a procedure, and gives its row of OUT values; null where it has none.</summary>
    public Batch? Call(UserRoutine routine, ImmutableArray<Vector> arguments)
    {
        lock (_turn)
        {
            var given = routine.Arguments.Zip(arguments).Where(p => p.First.IsInput).Select(p => p.Second).ToArray();
            SqlType[] columns = [.. routine.Outputs.Select(p => p.Type)];
            var body = BodyOf(routine, given, columns);
            body.CheckAllowed();
            var rows = columns.Length == 0 ? null : new MaterializedRows(columns);
            Within(body, () =>
            {
                for (var i = 0; i < body.Steps.Length; i++)
                {
                    var result = i == body.Steps.Length - 1 ? rows : null;
                    if (_functions > 0)
                    {
                        Run(body, i, given, result, 1);
                        continue;
                    }

                    // Each statement looks at the newest state, and begins again where it meets with changes of others.
                    session.Transaction.BeginStatement();
                    StatementAttempts.Run(
                        session,
                        () =>
                        {
                            Run(body, i, given, result, 1);
                            return true;
                        },
                        () => result?.Clear());
                }
            });
            if (rows is null) return null;
            return rows.Count > 0 ? new Batch([.. rows.Columns.Select(c => c.Slice(0, 1))], 1) : new Batch([.. columns.Select(Null)], 1);
        }
    }

    private MaterializedRows? RunFunction(UserRoutine routine, Vector[] inputs, IReadOnlyList<SqlType> columns, long maxRows)
    {
        StackDepth.Ensure();
        var body = BodyOf(routine, inputs, columns);
        body.CheckAllowed();
        var rows = columns.Count == 0 ? null : new MaterializedRows(columns);
        _functions++;
        try
        {
            Within(body, () =>
            {
                for (var i = 0; i < body.Steps.Length; i++)
                {
                    session.ThrowIfCancelled();
                    Run(body, i, inputs, i == body.Steps.Length - 1 ? rows : null, i == body.Steps.Length - 1 && rows is not null ? maxRows : long.MaxValue);
                }
            });
        }
        finally
        {
            _functions--;
        }

        return rows;
    }

    private void Run(RoutineBody body, int step, Vector[] inputs, MaterializedRows? result, long maxRows)
    {
        try
        {
            body.Steps[step].Run(session, inputs, result, maxRows);
        }
        catch (SqlException failure)
        {
            // A place in the body means nothing in the statement that called.
            var where = $"SQL function \"{body.Routine.Name}\" statement {step + 1}";
            throw new SqlException(failure.Error with { Position = null, Where = failure.Error.Where is { } inner ? $"{inner}\n{where}" : where }, failure);
        }
    }

    private void Within(RoutineBody body, Action run)
    {
        var outside = session.Settings;
        var inside = body.SettingsWithin(session);
        if (ReferenceEquals(outside, inside))
        {
            run();
            return;
        }

        session.ChangeSettings(inside);
        try
        {
            run();
        }
        finally
        {
            session.ChangeSettings(outside);
        }
    }

    // A body is kept while the routine is the same object; one with polymorphic parameters serves calls with the same types as the last.
    private RoutineBody BodyOf(UserRoutine routine, Vector[] inputs, IReadOnlyList<SqlType> columns)
    {
        if (_bodies.TryGetValue(routine, out var known) && known.Fits(inputs, columns)) return known;
        if (_bodies.Count >= KeptBodies) _bodies.Clear();
        return _bodies[routine] = new RoutineBody(routine, [.. inputs.Select(i => i.Type)], columns);
    }

    private static Vector Null(SqlType type)
    {
        var value = VectorBuilder.Create(type, 1);
        value.AppendNull();
        return value.Detach();
    }
}
