using System.Collections.Immutable;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Catalog;

/// <summary>Runs the bodies of routines that users made, within the session that calls them. Thread-safe: bodies take turns.</summary>
internal interface IRoutineRunner
{
    /// <summary>Runs a function for one value.</summary>
    /// <param name="routine">The function.</param>
    /// <param name="arguments">One vector an argument.</param>
    /// <param name="row">The row of the arguments.</param>
    /// <param name="result">Takes the value, or null where the body gave no row.</param>
    void Scalar(UserRoutine routine, ReadOnlySpan<Vector> arguments, int row, VectorBuilder result);

    /// <summary>Runs a function for its rows; a single one, of nulls where the body gave none, unless it returns a set.</summary>
    /// <param name="routine">The function.</param>
    /// <param name="arguments">Flat vectors of length 1.</param>
    /// <param name="columns">The types of the result's columns.</param>
    IEnumerable<Batch> Rows(UserRoutine routine, ImmutableArray<Vector> arguments, IReadOnlyList<SqlType> columns);
}
