namespace Tidemark.Scripts.RandomQueries;

/// <summary>A piece of SQL that knows how it can become smaller. Immutable.</summary>
internal abstract record Part
{
    public static implicit operator Part(string text) => new Text(text);

    /// <summary>The same piece with one thing taken out or replaced by something smaller, the largest savings first. Not all of them need be valid SQL.</summary>
    public abstract IEnumerable<Part> Smaller();

    /// <summary>Pieces one after the other.</summary>
    public static Part Of(params Part[] parts) => new Sequence(parts);

    /// <summary>A piece that may be left out.</summary>
    public static Part Optional(params Part[] parts) => new Optional(new Sequence(parts));

    public abstract override string ToString();
}

/// <summary>Text that stays as it is.</summary>
internal sealed record Text(string Sql) : Part
{
    public override IEnumerable<Part> Smaller() => [];

    public override string ToString() => Sql;
}

/// <summary>Pieces one after the other, all of them needed.</summary>
internal sealed record Sequence(IReadOnlyList<Part> Parts) : Part
{
    public override IEnumerable<Part> Smaller()
    {
        for (var i = 0; i < Parts.Count; i++)
        {
            foreach (var smaller in Parts[i].Smaller())
                yield return new Sequence([.. Parts.Take(i), smaller, .. Parts.Skip(i + 1)]);
        }
    }

    public override string ToString() => string.Concat(Parts);
}

/// <summary>A piece that may be left out.</summary>
internal sealed record Optional(Part Inner) : Part
{
    public override IEnumerable<Part> Smaller() => [new Text(""), .. Inner.Smaller().Select(inner => new Optional(inner))];

    public override string ToString() => Inner.ToString();
}

/// <summary>A list of which elements may be left out, one staying.</summary>
internal sealed record Items(IReadOnlyList<Part> Elements, string Separator = ", ") : Part
{
    public override IEnumerable<Part> Smaller()
    {
        if (Elements.Count > 1)
        {
            for (var i = 0; i < Elements.Count; i++)
                yield return this with { Elements = [.. Elements.Take(i), .. Elements.Skip(i + 1)] };
        }

        for (var i = 0; i < Elements.Count; i++)
        {
            foreach (var smaller in Elements[i].Smaller())
                yield return this with { Elements = [.. Elements.Take(i), smaller, .. Elements.Skip(i + 1)] };
        }
    }

    public override string ToString() => string.Join(Separator, Elements);
}

/// <summary>A piece that others could stand for: an expression and its operands of the same type, a join and its sides.</summary>
internal sealed record Choice(Part Chosen, IReadOnlyList<Part> Others) : Part
{
    public override IEnumerable<Part> Smaller() => [.. Others, .. Chosen.Smaller().Select(smaller => new Choice(smaller, Others))];

    public override string ToString() => Chosen.ToString();
}
