using System.Collections.Frozen;
using System.Collections.Immutable;
using Tidemark.Types;

namespace Tidemark.Engine.Catalog;

/// <summary>
/// The built-in functions, operators and casts: filled once, when the process starts, by the rooms that implement them, and immutable from then on.
/// Overload resolution, pg_proc and the documentation read it.
/// </summary>
internal sealed class RoutineCatalog
{
    private readonly FrozenDictionary<string, ImmutableArray<Routine>> _byName;
    private readonly FrozenDictionary<uint, Routine> _byOid;
    private readonly FrozenDictionary<string, ImmutableArray<Operator>> _operators;
    private readonly FrozenDictionary<(uint Source, uint Target), Cast> _casts;

    internal RoutineCatalog(IReadOnlyList<Routine> routines, IReadOnlyList<Operator> operators, IReadOnlyList<Cast> casts)
    {
        Routines = [.. routines];
        Operators = [.. operators];
        Casts = [.. casts];
        _byName = routines.GroupBy(r => r.Name).ToFrozenDictionary(g => g.Key, g => g.ToImmutableArray());
        _byOid = routines.ToFrozenDictionary(r => r.Oid);
        _operators = operators.GroupBy(o => o.Name).ToFrozenDictionary(g => g.Key, g => g.ToImmutableArray());
        _casts = casts.ToFrozenDictionary(c => (c.Source.Oid, c.Target.Oid));
    }

    /// <summary>All routines, in the order of registration.</summary>
    public ImmutableArray<Routine> Routines { get; }

    /// <summary>All operators.</summary>
    public ImmutableArray<Operator> Operators { get; }

    /// <summary>All casts.</summary>
    public ImmutableArray<Cast> Casts { get; }

    /// <summary>The overloads of a name, whatever their schema; empty where there is none.</summary>
    public ImmutableArray<Routine> Find(string name) => _byName.GetValueOrDefault(name, []);

    /// <summary>The routine with this pg_proc oid, or null.</summary>
    public Routine? Find(uint oid) => _byOid.GetValueOrDefault(oid);

    /// <summary>The operators of a symbol; empty where there is none.</summary>
    public ImmutableArray<Operator> FindOperators(string name) => _operators.GetValueOrDefault(name, []);

    /// <summary>The declared cast between two types, whatever their modifiers; null where there is none (a cast through text may still exist).</summary>
    public Cast? FindCast(SqlType source, SqlType target) => _casts.GetValueOrDefault((source.Oid, target.Oid));
}

/// <summary>Collects what the rooms declare; the composition root builds the catalog from it.</summary>
internal sealed class RoutineCatalogBuilder
{
    // PostgreSQL keeps oids below 16384 for itself; built-in routines of ours have no counterpart there and take a range of their own.
    private const uint FirstRoutineOid = 100_000;
    private const uint FirstOperatorOid = 200_000;

    private readonly List<Routine> _routines = [];
    private readonly List<Operator> _operators = [];
    private readonly List<Cast> _casts = [];

    /// <summary>Declares a routine.</summary>
    public void Add(Routine routine)
    {
        routine.Oid = FirstRoutineOid + (uint)_routines.Count;
        _routines.Add(routine);
    }

    /// <summary>Declares an operator.</summary>
    public void Add(Operator declared)
    {
        declared.Oid = FirstOperatorOid + (uint)_operators.Count;
        _operators.Add(declared);
    }

    /// <summary>Declares a cast.</summary>
    public void Add(Cast cast) => _casts.Add(cast);

    /// <summary>The catalog of everything declared.</summary>
    public RoutineCatalog Build() => new(_routines, _operators, _casts);
}
