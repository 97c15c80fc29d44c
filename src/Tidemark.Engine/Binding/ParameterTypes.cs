using System.Collections.Immutable;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Binding;

/// <summary>The types of a statement's parameters: some given by the client, the others found from where they are used. Changes while a statement is bound.</summary>
internal sealed class ParameterTypes
{
    private readonly List<SqlType> _types;
    private readonly List<int> _positions = [];
    private readonly bool _isFixed;

    private ParameterTypes(IEnumerable<SqlType> types, bool isFixed)
    {
        _types = [.. types];
        _isFixed = isFixed;
    }

    /// <summary>For text in which there can be no parameters: defaults, checks, views.</summary>
    public static ParameterTypes None { get; } = new([], isFixed: true);

    /// <summary>How many parameters there are so far.</summary>
    public int Count => _types.Count;

    /// <summary>Parameters of which the first have the types given; null or unknown, and further ones, are to be found.</summary>
    public static ParameterTypes Inferred(params IEnumerable<SqlType?> given) => new(given.Select(t => t ?? SqlTypes.Unknown), isFixed: false);

    /// <summary>Exactly these parameters, as EXECUTE and SQL functions have them.</summary>
    public static ParameterTypes Fixed(params IEnumerable<SqlType> types) => new(types, isFixed: true);

    /// <summary>The type of a parameter; unknown while nothing says it. 42P02 where there is no such parameter.</summary>
    /// <param name="number">From 1.</param>
    /// <param name="position">Where it is used.</param>
    public SqlType Use(int number, int position)
    {
        if (number < 1 || number > 65535 || (_isFixed && number > _types.Count)) throw NameErrors.ParameterDoesNotExist(number, position);
        while (_types.Count < number) _types.Add(SqlTypes.Unknown);
        while (_positions.Count < number) _positions.Add(0);
        if (_positions[number - 1] == 0) _positions[number - 1] = position;
        return _types[number - 1];
    }

    /// <summary>Says the type of a parameter. 42P08 where it has another already.</summary>
    public void Determine(int index, SqlType type, int position)
    {
        var known = _types[index];
        if (known.Is(SqlTypes.Unknown)) _types[index] = type.WithModifier(-1);
        else if (!known.Is(type)) throw TypeErrors.InconsistentParameterTypes(index + 1, known.DisplayName, type.DisplayName, position);
    }

    /// <summary>All types, after binding. 42P18 where one was never found.</summary>
    public ImmutableArray<SqlType> Complete()
    {
        for (var i = 0; i < _types.Count; i++)
            if (_types[i].Is(SqlTypes.Unknown))
                throw TypeErrors.ParameterTypeUndetermined(i + 1, i < _positions.Count ? _positions[i] : null);
        return [.. _types];
    }
}
