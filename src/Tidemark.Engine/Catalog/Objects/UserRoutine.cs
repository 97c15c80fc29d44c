using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Types;

namespace Tidemark.Engine.Catalog;

/// <summary>A function or procedure that a user made with CREATE FUNCTION or CREATE PROCEDURE.</summary>
internal sealed record UserRoutine : CatalogObject
{
    /// <summary>The name of the schema.</summary>
    public required string Schema { get; init; }

    /// <summary>Whether it is a procedure.</summary>
    public bool IsProcedure { get; init; }

    /// <summary>All parameters in order, the columns of RETURNS TABLE last.</summary>
    public required ImmutableArray<UserParameter> Parameters { get; init; }

    /// <summary>The result type; record where OUT parameters or <see cref="ReturnsRelation"/> say it, void for a procedure without OUT parameters.</summary>
    public required SqlType Returns { get; init; }

    /// <summary>The oid of the relation whose row type it returns; 0 for another type.</summary>
    public uint ReturnsRelation { get; init; }

    /// <summary>SETOF or TABLE.</summary>
    public bool ReturnsSet { get; init; }

    /// <summary>IMMUTABLE, STABLE or VOLATILE.</summary>
    public Volatility Volatility { get; init; } = Volatility.Volatile;

    /// <summary>STRICT.</summary>
    public bool IsStrict { get; init; }

    /// <summary>SECURITY DEFINER.</summary>
    public bool IsSecurityDefiner { get; init; }

    /// <summary>LEAKPROOF.</summary>
    public bool IsLeakproof { get; init; }

    /// <summary>PARALLEL: u, r or s.</summary>
    public char Parallel { get; init; } = 'u';

    /// <summary>COST.</summary>
    public float Cost { get; init; } = 100;

    /// <summary>ROWS; 0 for a function that returns no set.</summary>
    public float Rows { get; init; }

    /// <summary>The body as it was written: the string after AS, or the SQL of <see cref="BodyKind"/>.</summary>
    public required string Body { get; init; }

    /// <summary>How the body was written.</summary>
    public RoutineBodyKind BodyKind { get; init; }

    /// <summary>The search path by which the names of a body that is no string are found: that of its creation.</summary>
    public ImmutableArray<string> Path { get; init; } = [];

    /// <summary>Settings that are in force while it runs, in the order in which they were given.</summary>
    public ImmutableArray<RoutineSetting> Settings { get; init; } = [];

    /// <summary>The oids of what a body that is no string needs.</summary>
    public ImmutableArray<uint> DependsOn { get; init; } = [];

    /// <inheritdoc />
    public override CatalogObject WithTypes(Func<SqlType, SqlType> resolve)
    {
        var parameters = Parameters;
        for (var i = 0; i < parameters.Length; i++)
            if (resolve(parameters[i].Type) is var type && !ReferenceEquals(type, parameters[i].Type))
                parameters = parameters.SetItem(i, parameters[i] with { Type = type });
        var returns = resolve(Returns);
        return parameters == Parameters && ReferenceEquals(returns, Returns) ? this : this with { Parameters = parameters, Returns = returns };
    }

    /// <summary>Schema and name.</summary>
    [JsonIgnore]
    public ObjectName QualifiedName => new(Schema, Name);

    /// <summary>The parameters that a call gives values for; of a procedure the OUT ones as well.</summary>
    [JsonIgnore]
    public IEnumerable<UserParameter> Arguments => Parameters.Where(p => p.IsInput || (IsProcedure && p.Mode == ParameterMode.Out));

    /// <summary>The parameters with values that the body sees, in the order of their numbers.</summary>
    [JsonIgnore]
    public IEnumerable<UserParameter> Inputs => Parameters.Where(p => p.IsInput);

    /// <summary>OUT and INOUT parameters and the columns of RETURNS TABLE.</summary>
    [JsonIgnore]
    public IEnumerable<UserParameter> Outputs => Parameters.Where(p => p.IsOutput);
}

/// <summary>A setting that is in force while a routine runs.</summary>
internal sealed record RoutineSetting(string Name, string Value);

/// <summary>How a routine's body was written.</summary>
internal enum RoutineBodyKind
{
    /// <summary>AS 'text'.</summary>
    Text,

    /// <summary>RETURN expression.</summary>
    Return,

    /// <summary>BEGIN ATOMIC statements END.</summary>
    Atomic,
}

/// <summary>A parameter of a <see cref="UserRoutine"/>.</summary>
/// <param name="Name">Its name; null for none.</param>
/// <param name="Type">Its type; of a VARIADIC one the array's.</param>
/// <param name="Mode">In, Out, InOut or Variadic.</param>
/// <param name="IsTableColumn">Whether it is a column of RETURNS TABLE.</param>
/// <param name="DefaultSql">The default as SQL text; null for none.</param>
internal sealed record UserParameter(string? Name, SqlType Type, ParameterMode Mode, bool IsTableColumn, string? DefaultSql)
{
    /// <summary>Whether a call gives it a value.</summary>
    [JsonIgnore]
    public bool IsInput => Mode != ParameterMode.Out;

    /// <summary>Whether it is part of the result.</summary>
    [JsonIgnore]
    public bool IsOutput => Mode is ParameterMode.Out or ParameterMode.InOut;
}
